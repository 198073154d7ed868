"""Popular modules of Go."""

NAMES = """
github.com/stretchr/testify github.com/sirupsen/logrus github.com/spf13/cobra github.com/spf13/viper
github.com/spf13/pflag github.com/spf13/afero github.com/pkg/errors github.com/gin-gonic/gin
github.com/gin-contrib/cors github.com/labstack/echo github.com/gofiber/fiber github.com/gorilla/mux
github.com/gorilla/websocket github.com/gorilla/sessions github.com/gorilla/handlers github.com/go-chi/chi
github.com/go-chi/cors github.com/julienschmidt/httprouter github.com/valyala/fasthttp
github.com/google/uuid github.com/google/go-cmp github.com/google/wire github.com/google/go-github
github.com/google/go-querystring github.com/golang/protobuf github.com/golang/mock github.com/golang/glog
github.com/golang-jwt/jwt github.com/golang-migrate/migrate github.com/grpc-ecosystem/grpc-gateway
github.com/grpc-ecosystem/go-grpc-middleware github.com/prometheus/client_golang
github.com/prometheus/common github.com/jackc/pgx github.com/jackc/pgconn github.com/lib/pq
github.com/go-sql-driver/mysql github.com/mattn/go-sqlite3 github.com/mattn/go-isatty
github.com/mattn/go-colorable github.com/mattn/go-runewidth github.com/jmoiron/sqlx
github.com/go-gorm/gorm github.com/redis/go-redis github.com/go-redis/redis github.com/gomodule/redigo
github.com/mongodb/mongo-go-driver github.com/aws/aws-sdk-go github.com/aws/aws-sdk-go-v2
github.com/aws/aws-lambda-go github.com/Azure/azure-sdk-for-go github.com/hashicorp/golang-lru
github.com/hashicorp/go-multierror github.com/hashicorp/go-retryablehttp github.com/hashicorp/go-version
github.com/hashicorp/consul github.com/hashicorp/vault github.com/hashicorp/terraform-plugin-sdk
github.com/hashicorp/hcl github.com/mitchellh/mapstructure github.com/mitchellh/go-homedir
github.com/go-viper/mapstructure github.com/joho/godotenv github.com/kelseyhightower/envconfig
github.com/caarlos0/env github.com/fatih/color github.com/fsnotify/fsnotify github.com/urfave/cli
github.com/alecthomas/kong github.com/charmbracelet/bubbletea github.com/charmbracelet/lipgloss
github.com/charmbracelet/bubbles github.com/charmbracelet/glamour github.com/olekukonko/tablewriter
github.com/schollz/progressbar github.com/manifoldco/promptui github.com/AlecAivazis/survey
github.com/rs/zerolog github.com/rs/cors github.com/uber-go/zap github.com/golangci/golangci-lint
github.com/onsi/ginkgo github.com/onsi/gomega github.com/DATA-DOG/go-sqlmock
github.com/testcontainers/testcontainers-go github.com/jarcoal/httpmock github.com/vektra/mockery
github.com/go-playground/validator github.com/go-resty/resty github.com/json-iterator/go
github.com/tidwall/gjson github.com/tidwall/sjson github.com/goccy/go-json github.com/goccy/go-yaml
github.com/pelletier/go-toml github.com/BurntSushi/toml github.com/davecgh/go-spew
github.com/pmezard/go-difflib github.com/sergi/go-diff github.com/Masterminds/semver
github.com/Masterminds/sprig github.com/Masterminds/squirrel github.com/robfig/cron
github.com/patrickmn/go-cache github.com/dgraph-io/ristretto github.com/dgraph-io/badger
github.com/nats-io/nats.go github.com/segmentio/kafka-go github.com/IBM/sarama github.com/Shopify/sarama
github.com/confluentinc/confluent-kafka-go github.com/streadway/amqp github.com/rabbitmq/amqp091-go
github.com/eclipse/paho.mqtt.golang github.com/docker/docker github.com/docker/cli
github.com/docker/go-connections github.com/moby/moby github.com/containerd/containerd
github.com/opencontainers/image-spec github.com/kubernetes/client-go github.com/go-logr/logr
github.com/go-git/go-git github.com/libgit2/git2go github.com/elastic/go-elasticsearch
github.com/minio/minio-go github.com/shopspring/decimal github.com/samber/lo github.com/cenkalti/backoff
github.com/avast/retry-go github.com/sony/gobreaker github.com/klauspost/compress github.com/oklog/ulid
github.com/rs/xid github.com/gofrs/uuid github.com/satori/go.uuid github.com/dustin/go-humanize
github.com/yuin/goldmark github.com/microcosm-cc/bluemonday github.com/PuerkitoBio/goquery
github.com/gocolly/colly github.com/chromedp/chromedp github.com/go-rod/rod github.com/swaggo/swag
github.com/swaggo/gin-swagger github.com/getkin/kin-openapi github.com/oapi-codegen/oapi-codegen
github.com/99designs/gqlgen github.com/graph-gophers/graphql-go github.com/vektah/gqlparser
github.com/bufbuild/connect-go github.com/twitchtv/twirp github.com/ethereum/go-ethereum
github.com/sashabaranov/go-openai github.com/openai/openai-go github.com/mark3labs/mcp-go
github.com/modelcontextprotocol/go-sdk github.com/tmc/langchaingo github.com/getsentry/sentry-go
github.com/DataDog/dd-trace-go github.com/newrelic/go-agent github.com/stripe/stripe-go
github.com/slack-go/slack github.com/bwmarrin/discordgo github.com/xanzy/go-gitlab
github.com/pressly/goose github.com/uptrace/bun github.com/volatiletech/sqlboiler github.com/sqlc-dev/sqlc
github.com/tdewolff/minify github.com/evanw/esbuild github.com/dop251/goja github.com/tetratelabs/wazero
github.com/cespare/xxhash github.com/gobwas/glob github.com/bmatcuk/doublestar github.com/muesli/termenv
github.com/rivo/tview github.com/rivo/uniseg github.com/gdamore/tcell github.com/cli/go-gh
github.com/cli/cli github.com/migueleliasweb/go-github-mock github.com/josephburnett/jd
github.com/xeipuu/gojsonschema github.com/xeipuuv/gojsonschema github.com/invopop/jsonschema
github.com/santhosh-tekuri/jsonschema
"""
