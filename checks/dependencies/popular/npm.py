"""Popular packages of npm; of a scope that is named here, every package counts as known."""

NAMES = """
react react-dom react-native react-router react-router-dom react-redux react-query react-hook-form
react-icons react-select react-table react-dropzone react-markdown react-helmet react-helmet-async
react-spring react-modal react-toastify react-datepicker react-day-picker react-dnd react-is
react-test-renderer react-scripts react-refresh react-use react-i18next react-intl react-window
react-virtualized react-virtuoso react-transition-group react-resizable-panels react-error-boundary
react-hot-toast react-pdf react-aria react-aria-components react-stately react-textarea-autosize
react-syntax-highlighter react-diff-viewer react-email react-native-web react-native-screens
react-native-svg react-native-reanimated react-native-gesture-handler react-native-safe-area-context preact
inferno vue vue-router vuex vue-tsc vue-loader vue-i18n pinia nuxt svelte svelte-check angular solid-js
lit lit-html next next-auth next-themes next-intl next-i18next next-mdx-remote next-seo gatsby remix
astro qwik expo electron electron-builder electron-store electron-updater lodash lodash-es lodash.debounce
lodash.merge lodash.get lodash.isequal lodash.clonedeep lodash.throttle underscore ramda immer immutable
moment moment-timezone dayjs date-fns date-fns-tz luxon axios got node-fetch cross-fetch isomorphic-fetch
undici superagent supertest ky request request-promise needle nock msw express express-session
express-validator express-rate-limit fastify koa koa-router hapi restify connect polka hono cors helmet
morgan compression body-parser cookie-parser cookie-session cookie cookies csurf multer busboy formidable
passport passport-local passport-jwt jsonwebtoken jose bcrypt bcryptjs argon2 uuid nanoid shortid cuid
ulid crypto-js tweetnacl node-forge chalk colors colorette kleur picocolors ansi-colors ansi-styles
ansi-regex strip-ansi supports-color color color-convert color-name commander yargs yargs-parser
minimist meow cac oclif inquirer enquirer prompts ora listr listr2 cli-table cli-table3 cli-progress
boxen figlet gradient-string execa cross-env cross-spawn shelljs zx npm-run-all npm-run-all2 concurrently
nodemon ts-node ts-node-dev tsx tsup tslib typescript ts-jest ts-loader esbuild esbuild-register vite
vite-node vite-plugin-pwa vite-plugin-dts vite-tsconfig-paths vitest rollup rollup-plugin-terser webpack
webpack-cli webpack-dev-server webpack-merge webpack-bundle-analyzer parcel turbo nx lerna rimraf del
del-cli mkdirp glob globby fast-glob minimatch micromatch picomatch chokidar fs-extra graceful-fs memfs
mock-fs tmp tmp-promise find-up pkg-dir resolve semver debug dotenv dotenv-cli dotenv-expand config
convict envalid env-cmd rc eslint eslint-config-prettier eslint-config-next eslint-config-airbnb
eslint-config-airbnb-base eslint-config-standard eslint-plugin-import eslint-plugin-react
eslint-plugin-react-hooks eslint-plugin-react-refresh eslint-plugin-jsx-a11y eslint-plugin-prettier
eslint-plugin-vue eslint-plugin-jest eslint-plugin-n eslint-plugin-node eslint-plugin-promise
eslint-plugin-unicorn eslint-plugin-storybook eslint-plugin-simple-import-sort eslint-plugin-tailwindcss
eslint-plugin-unused-imports eslint-plugin-svelte eslint-plugin-testing-library typescript-eslint
prettier prettier-plugin-tailwindcss prettier-plugin-svelte prettier-plugin-organize-imports
stylelint stylelint-config-standard husky lint-staged lefthook simple-git-hooks commitlint commitizen
standard-version semantic-release release-it changesets knip depcheck madge jest jest-environment-jsdom
jest-cli jest-mock jest-extended babel-jest mocha chai chai-as-promised sinon sinon-chai jasmine karma
ava tap tape nyc c8 istanbul cypress playwright puppeteer puppeteer-core jsdom happy-dom enzyme storybook
babel-core babel-loader babel-eslint babel-preset-env babel-plugin-macros core-js regenerator-runtime
tailwindcss tailwind-merge tailwindcss-animate tailwind-variants class-variance-authority clsx
classnames postcss postcss-cli postcss-loader postcss-import postcss-nested autoprefixer cssnano sass
sass-loader node-sass less less-loader stylus styled-components styled-jsx emotion bootstrap bulma
normalize.css css-loader style-loader mini-css-extract-plugin html-webpack-plugin copy-webpack-plugin
file-loader url-loader framer-motion motion gsap three d3 d3-array d3-scale d3-shape chart.js recharts
echarts highcharts victory plotly.js leaflet mapbox-gl maplibre-gl konva fabric pixi.js phaser
animejs lottie-web lottie-react swiper embla-carousel-react cmdk vaul sonner lucide-react heroicons
feather-icons font-awesome antd jquery jquery-ui popper.js backbone ember-source handlebars mustache
ejs pug nunjucks marked markdown-it showdown remark remark-gfm remark-parse remark-rehype remark-math
rehype rehype-raw rehype-sanitize rehype-stringify rehype-highlight rehype-katex unified unist-util-visit
mdast-util-from-markdown highlight.js prismjs shiki katex mermaid codemirror monaco-editor quill slate
slate-react lexical draft-js prosemirror-view prosemirror-state prosemirror-model tiptap dompurify
isomorphic-dompurify sanitize-html xss cheerio parse5 htmlparser2 xml2js fast-xml-parser js-yaml yaml
toml ini json5 jsonc-parser ajv ajv-formats joi yup zod zod-to-json-schema superstruct io-ts valibot
arktype class-validator class-transformer reflect-metadata redux redux-thunk redux-saga redux-persist
reselect mobx mobx-react zustand jotai recoil valtio xstate rxjs swr apollo-client apollo-server
graphql graphql-tag graphql-request graphql-yoga urql socket.io socket.io-client ws sockjs isomorphic-ws
reconnecting-websocket eventemitter3 mitt p-limit p-queue p-retry p-map async bluebird q through2 pump
readable-stream concat-stream split2 mongodb mongoose mysql mysql2 pg pg-promise sqlite3 better-sqlite3
tedious redis ioredis knex sequelize typeorm prisma drizzle-orm drizzle-kit drizzle-zod kysely
objection bull bullmq agenda amqplib kafkajs mqtt nodemailer sendgrid twilio stripe aws-sdk firebase
firebase-admin googleapis google-auth-library openai ai langchain langsmith anthropic ollama tiktoken
js-tiktoken gpt-tokenizer pino pino-pretty pino-http winston winston-daily-rotate-file bunyan log4js
loglevel consola signale lru-cache node-cache keyv memoize-one mime mime-types qs query-string url-parse
path-to-regexp form-data iconv-lite sharp jimp canvas pdfkit pdf-lib pdfjs-dist pdf-parse exceljs
xlsx csv-parse csv-parser csv-stringify papaparse archiver adm-zip jszip unzipper tar pako fflate
qrcode jsbarcode i18next i18next-browser-languagedetector i18next-http-backend intl-messageformat
validator is-plain-object is-odd is-even deepmerge fast-deep-equal deep-equal object-assign
inherits safe-buffer buffer process events stream util path-browserify type-fest ts-pattern ts-morph
ts-essentials utility-types tiny-invariant invariant prop-types hoist-non-react-statics use-debounce
use-sync-external-store usehooks-ts vaul fuse.js minisearch lunr algoliasearch posthog-js posthog-node
mixpanel-browser web-vitals workbox-webpack-plugin serve serve-static http-proxy http-proxy-middleware
http-server json-server live-server wrangler miniflare vercel netlify-cli serverless pm2 forever zx
patch-package only-allow husky syncpack npm-check-updates npm yarn pnpm bun cross-zip web3 ethers
viem wagmi ethereumjs-util bn.js bignumber.js big.js decimal.js mathjs numeral faker casual chance
seedrandom acorn acorn-walk estree-walker esprima escodegen recast jscodeshift magic-string source-map
source-map-support terser uglify-js javascript-obfuscator xterm node-pty node-gyp node-addon-api
prebuild-install bindings nan ffi-napi usb serialport keytar tree-kill ps-tree pidusage systeminformation
open opn clipboardy which which-pm-runs is-ci ci-info env-paths conf configstore update-notifier boxen
wrap-ansi string-width slice-ansi terminal-link log-update log-symbols figures ink ink-testing-library
react-devtools @types/node @types/react @types/react-dom @types/jest @types/lodash @types/express
@babel/core @babel/preset-env @angular/core @vue/compiler-sfc @nestjs/core @nestjs/common @nuxt/kit
@sveltejs/kit @sveltejs/vite-plugin-svelte @remix-run/react @tanstack/react-query @tanstack/react-table
@radix-ui/react-dialog @headlessui/react @heroicons/react @mui/material @emotion/react @emotion/styled
@chakra-ui/react @mantine/core @reduxjs/toolkit @apollo/client @apollo/server @graphql-codegen/cli
@prisma/client @trpc/server @trpc/client @hookform/resolvers @testing-library/react
@testing-library/jest-dom @testing-library/user-event @playwright/test @storybook/react
@typescript-eslint/parser @typescript-eslint/eslint-plugin @eslint/js @rollup/plugin-node-resolve
@rollup/plugin-commonjs @vitejs/plugin-react @vitest/coverage-v8 @vitest/ui @swc/core @swc/jest
@esbuild/linux-x64 @aws-sdk/client-s3 @aws-cdk/core @azure/identity @google-cloud/storage
@google/generative-ai @google/genai @anthropic-ai/sdk @openai/agents @langchain/core @langchain/openai
@modelcontextprotocol/sdk @ai-sdk/openai @ai-sdk/react @vercel/analytics @sentry/node @sentry/react
@sentry/nextjs @opentelemetry/api @opentelemetry/sdk-node @datadog/browser-rum @octokit/rest @octokit/core
@actions/core @actions/github @supabase/supabase-js @clerk/nextjs @auth/core @stripe/stripe-js
@slack/web-api @slack/bolt @discordjs/rest @tailwindcss/typography @tailwindcss/forms @tailwindcss/vite
@tailwindcss/postcss @fortawesome/fontawesome-svg-core @fontsource/inter @floating-ui/react @dnd-kit/core
@tiptap/react @codemirror/view @lexical/react @monaco-editor/react @react-native-community/cli
@react-navigation/native @expo/vector-icons @electron/rebuild @electron-forge/cli @changesets/cli
@commitlint/cli @commitlint/config-conventional @biomejs/biome @tsconfig/node20 @sinclair/typebox
@hono/node-server @fastify/cors @fastify/static @koa/router @socket.io/redis-adapter @grpc/grpc-js
@bufbuild/protobuf @cloudflare/workers-types @react-three/fiber @react-three/drei @react-email/components
@internationalized/date @jridgewell/trace-mapping @nx/js @astrojs/react @docusaurus/core @mdx-js/react
@faker-js/faker @sindresorhus/slugify @ethersproject/providers @solana/web3.js @isaacs/cliui
@npmcli/arborist @pnpm/types @yarnpkg/core @microsoft/api-extractor @iconify/react @lucide/lab
@formatjs/intl @lingui/core @xstate/react @xyflow/react @uiw/react-codemirror @visx/visx @nivo/core
@tabler/icons-react @phosphor-icons/react @ant-design/icons @trivago/prettier-plugin-sort-imports
@ianvs/prettier-plugin-sort-imports @inquirer/prompts @clack/prompts @oclif/core @stablelib/base64
@noble/hashes @noble/curves @tensorflow/tfjs @huggingface/inference @xenova/transformers
@pinecone-database/pinecone @qdrant/js-client-rest @upstash/redis @neondatabase/serverless
@planetscale/database @libsql/client @electric-sql/pglite @mikro-orm/core @nestjs/testing @ngrx/store
@ngneat/until-destroy @rspack/core @rsbuild/core @parcel/core @shikijs/core @iconify-json/lucide
@unocss/core @vueuse/core @pinia/nuxt @formkit/vue @inertiajs/react @hotwired/stimulus @hotwired/turbo
@rails/ujs @popperjs/core @cypress/webpack-preprocessor @wdio/cli @percy/cli @axe-core/playwright
@apidevtools/swagger-parser @redocly/cli @stoplight/spectral-cli @hey-api/openapi-ts @orval/core
@kubernetes/client-node @pulumi/pulumi @cdktf/provider-aws @temporalio/client @trigger.dev/sdk
@inngest/sdk @posthog/ai @growthbook/growthbook @launchdarkly/node-server-sdk @statsig/js-client
@segment/analytics-node @amplitude/analytics-browser @bugsnag/js @newrelic/browser-agent
@elastic/elasticsearch @opensearch-project/opensearch @confluentinc/kafka-javascript @nats-io/nats-core
@pulsar/client @msgpack/msgpack @protobufjs/float @sqltools/formatter @ungap/structured-clone
@wasm-tool/wasm-pack-plugin @webassemblyjs/ast @xmldom/xmldom @zag-js/react @zxing/library
colord emoticon object.assign safer-buffer socks streamx stylis xml-js scrypt
"""
