"""Popular crates."""

NAMES = """
serde serde_json serde_yaml serde_derive serde_with serde_repr serde_bytes serde_path_to_error
serde_urlencoded serde_qs toml toml_edit ron bincode postcard ciborium rmp-serde prost prost-build
prost-types tonic tonic-build tonic-web protobuf capnp flatbuffers tokio tokio-util tokio-stream
tokio-test tokio-rustls tokio-postgres tokio-tungstenite tokio-native-tls async-std async-trait
async-stream async-channel async-recursion async-compression futures futures-util futures-core futures-lite
futures-channel smol mio hyper hyper-util hyper-tls hyper-rustls http http-body http-body-util reqwest
reqwest-middleware ureq surf isahc curl axum axum-extra axum-server axum-test actix-web actix-rt actix-cors
actix-files rocket warp tide poem salvo tower tower-http tower-service tower-layer tungstenite url
urlencoding percent-encoding mime mime_guess anyhow thiserror eyre color-eyre miette snafu failure
log env_logger tracing tracing-subscriber tracing-appender tracing-opentelemetry opentelemetry
opentelemetry-otlp fern flexi_logger slog simplelog metrics prometheus sentry clap clap_complete
clap_derive structopt argh pico-args lexopt rand rand_core rand_chacha rand_distr getrandom fastrand
uuid ulid nanoid regex regex-syntax regex-automata fancy-regex aho-corasick memchr bstr lazy_static
once_cell parking_lot crossbeam crossbeam-channel crossbeam-utils crossbeam-queue rayon dashmap arc-swap
flume kanal chrono chrono-tz time humantime jiff itertools indexmap hashbrown ahash rustc-hash fxhash
smallvec arrayvec tinyvec bytes bytemuck byteorder bitflags bitvec num num-traits num-derive num-bigint
num-integer rust_decimal ordered-float half libm nalgebra ndarray glam cgmath euclid petgraph image
png jpeg-decoder gif imageproc resvg usvg tiny-skia wgpu winit glutin glow egui eframe iced slint druid
gtk gtk4 tauri tauri-build wry tao dioxus leptos yew sycamore wasm-bindgen wasm-bindgen-futures js-sys
web-sys gloo console_error_panic_hook wasmtime wasmer sqlx diesel diesel_migrations sea-orm sea-query
rusqlite libsqlite3-sys postgres mysql mongodb redis deadpool bb8 r2d2 sled rocksdb heed redb lmdb
surrealdb tantivy meilisearch-sdk elasticsearch polars arrow parquet datafusion csv calamine quick-xml
xml-rs roxmltree scraper html5ever select pulldown-cmark comrak syntect tera handlebars askama minijinja
maud syn quote proc-macro2 proc-macro-error darling paste derive_more derive_builder strum strum_macros
typed-builder bon educe getset enum_dispatch enumflags2 inventory linkme ctor libc nix rustix winapi
windows windows-sys windows-core core-foundation objc objc2 cocoa jni pyo3 maturin napi napi-derive neon
cxx bindgen cbindgen cc cmake pkg-config build-info vergen rustls rustls-pemfile rustls-pki-types webpki
webpki-roots native-tls openssl openssl-sys ring aws-lc-rs sha1 sha2 sha3 md5 md-5 hmac blake2 blake3
aes aes-gcm chacha20poly1305 argon2 bcrypt ed25519-dalek x25519-dalek curve25519-dalek k256 p256 rsa
signature digest subtle zeroize secrecy base64 hex data-encoding bs58 jsonwebtoken oauth2 openidconnect
tempfile tempdir walkdir ignore glob globset notify notify-debouncer-mini dirs dirs-next directories
home which fs-err fs_extra filetime camino path-clean pathdiff dunce same-file memmap2 flate2 zstd
brotli lz4 lz4_flex snap tar zip xz2 bzip2 indicatif console dialoguer inquire crossterm ratatui tui
termion colored owo-colors yansi termcolor nu-ansi-term anstyle rustyline reedline comfy-table tabled
prettytable-rs textwrap unicode-width unicode-segmentation unicode-normalization unicode-xid heck
convert_case inflector similar diff difflib strsim fuzzy-matcher nucleo rapidfuzz criterion divan
iai proptest quickcheck arbitrary rstest test-case test-log insta mockall mockito wiremock httpmock
assert_cmd assert_fs assert_matches predicates pretty_assertions serial_test trybuild expect-test loom
nom winnow pest pest_derive lalrpop logos chumsky combine peg tree-sitter tree-sitter-rust swc_core
oxc semver cargo_metadata git2 gix octocrab lsp-types tower-lsp rayon-core num_cpus sysinfo hostname
whoami gethostname users signal-hook ctrlc nix-ptsname portable-pty vte alacritty_terminal cpal rodio
symphonia hound bevy macroquad ggez rapier2d rapier3d hecs legion specs candle-core burn tch ort llm
async-openai rig-core rmcp schemars jsonschema utoipa validator config figment dotenv dotenvy envy lru
moka cached governor backoff backon tokio-retry sentry-tracing aws-config aws-sdk-s3 aws-sdk-dynamodb
aws-types rusoto_core google-cloud-storage azure_core kube k8s-openapi bollard lapin rdkafka async-nats
zmq rumqttc lettre imap mail-parser teloxide serenity twilight-model solana-sdk anchor-lang ethers
alloy web3 substrate libp2p quinn h2 h3 hickory-resolver trust-dns-resolver ipnet socket2 pnet pcap
static_assertions cfg-if scopeguard either void never void derivative duct xshell subprocess shlex
shell-words version_check autocfg rustversion rustc_version
"""
