"""Popular packages of PyPI."""

NAMES = """
requests requests-oauthlib requests-toolbelt requests-mock requests-cache urllib3 certifi
charset-normalizer chardet idna httpx httpx-sse httpcore h11 h2 aiohttp aiofiles aiosqlite aiobotocore
aioboto3 anyio trio websockets websocket-client numpy scipy pandas pandas-stubs polars pyarrow duckdb
dask xarray numba cython matplotlib seaborn plotly bokeh altair scikit-learn scikit-image statsmodels
xgboost lightgbm catboost tensorflow tensorflow-cpu tensorboard keras torch torchvision torchaudio
torchtext pytorch-lightning lightning jax jaxlib flax optax transformers datasets tokenizers accelerate
diffusers peft safetensors huggingface-hub sentence-transformers sentencepiece spacy nltk gensim
faiss-cpu faiss-gpu openai anthropic langchain langchain-core langchain-community langchain-openai
langchain-anthropic langgraph langsmith llama-index tiktoken litellm instructor cohere mistralai groq
google-generativeai google-genai chromadb qdrant-client pinecone-client pinecone weaviate-client
pgvector mcp fastmcp pydantic-ai crewai autogen dspy gradio streamlit django djangorestframework
django-cors-headers django-filter django-environ django-storages django-redis django-debug-toolbar
django-extensions django-allauth flask flask-cors flask-sqlalchemy flask-login flask-migrate flask-wtf
flask-restful fastapi fastapi-users starlette sse-starlette uvicorn uvloop gunicorn hypercorn daphne
channels tornado bottle pyramid sanic falcon litestar quart werkzeug jinja2 markupsafe itsdangerous click
click-plugins blinker celery kombu billiard amqp redis hiredis rq dramatiq huey apscheduler sqlalchemy
sqlalchemy-utils alembic sqlmodel tortoise-orm peewee pony psycopg psycopg2 psycopg2-binary psycopg-binary
asyncpg mysqlclient pymysql mysql-connector-python aiomysql pymongo motor mongoengine elasticsearch
opensearch-py cassandra-driver neo4j pika confluent-kafka kafka-python aiokafka boto boto3 boto3-stubs
botocore s3transfer awscli s3fs gcsfs fsspec google-cloud-storage google-cloud-bigquery google-auth
google-api-python-client google-api-core googleapis-common-protos azure-identity azure-storage-blob
azure-core msal msrest paramiko fabric ansible pydantic pydantic-core pydantic-settings attrs cattrs
marshmallow dataclasses-json msgspec orjson ujson simplejson jsonschema jsonpath-ng jmespath pyyaml
ruamel.yaml ruamel-yaml toml tomli tomli-w tomlkit python-dotenv python-dateutil python-multipart
python-jose python-slugify python-docx python-pptx python-magic python-json-logger python-decouple environs
dynaconf configparser pytz pytz-deprecation-shim tzdata tzlocal arrow pendulum dateparser humanize
freezegun time-machine croniter schedule rich textual typer click-default-group colorama termcolor
tabulate tqdm prompt-toolkit questionary docopt fire argcomplete loguru structlog colorlog sentry-sdk
opentelemetry-api opentelemetry-sdk opentelemetry-exporter-otlp prometheus-client statsd datadog ddtrace
newrelic tenacity backoff retrying retry cachetools diskcache joblib cloudpickle dill psutil watchdog
watchfiles filelock portalocker platformdirs appdirs pathspec path pathlib2 more-itertools toolz cytoolz
sortedcontainers networkx pyparsing lark regex six future typing-extensions types-requests types-pyyaml
types-python-dateutil types-redis types-setuptools types-toml types-tabulate mypy mypy-extensions
pyright basedpyright pytype ruff black isort flake8 flake8-bugbear pycodestyle pyflakes pylint autopep8
yapf bandit vulture radon pre-commit commitizen bumpversion tox nox pytest pytest-cov pytest-mock
pytest-asyncio pytest-xdist pytest-timeout pytest-django pytest-flask pytest-httpx pytest-benchmark
pytest-randomly pytest-env pytest-html pytest-rerunfailures pytest-sugar coverage hypothesis factory-boy
faker mock responses respx vcrpy moto testcontainers syrupy selenium playwright pytest-playwright
scrapy beautifulsoup4 bs4 lxml html5lib parsel cssselect pyquery feedparser newspaper3k trafilatura
markdown markdown-it-py mistune markdownify html2text bleach nh3 pygments sphinx sphinx-rtd-theme
furo myst-parser mkdocs mkdocs-material mkdocstrings pdoc docutils setuptools setuptools-scm wheel
pip pip-tools pipenv poetry poetry-core hatch hatchling hatch-vcs flit flit-core pdm pdm-backend uv
maturin meson-python scikit-build-core pybind11 cffi pycparser build twine virtualenv cryptography
pynacl bcrypt passlib argon2-cffi pyjwt pyopenssl oauthlib authlib itsdangerous pyotp keyring pillow
opencv-python opencv-python-headless imageio moviepy ffmpeg-python pydub librosa soundfile pyaudio
speechrecognition pytesseract easyocr pdfplumber pypdf pypdf2 pymupdf reportlab weasyprint openpyxl
xlrd xlsxwriter xlwt docx2txt unstructured pandoc pypandoc qrcode segno jupyter jupyterlab notebook
ipython ipykernel ipywidgets nbconvert nbformat papermill mlflow wandb optuna ray hydra-core omegaconf
einops timm kornia albumentations shap lime umap-learn hdbscan pymc pymc-extras arviz pytensor numpyro
pyro-ppl stan cmdstanpy graphviz pydot pygraphviz geopandas shapely fiona rasterio pyproj folium geopy
dbt-core dbt-postgres apache-airflow apache-beam prefect dagster luigi great-expectations pandera pyspark
delta-spark snowflake-connector-python snowflake-sqlalchemy databricks-sdk databricks-sql-connector
clickhouse-connect trino ibis-framework sqlglot sqlparse sqlfluff grpcio grpcio-tools protobuf thrift
avro fastavro msgpack zstandard lz4 brotli xmltodict defusedxml zeep suds-py3 graphene strawberry-graphql
gql ariadne slack-sdk slack-bolt discord-py discord.py python-telegram-bot tweepy stripe twilio sendgrid
mailchimp-transactional jira pygithub gitpython python-gitlab dulwich docker kubernetes pulumi
boto3-stubs-lite pexpect ptyprocess sh plumbum invoke pywin32 pyinstaller nuitka py2app cx-freeze
pyqt5 pyqt6 pyside2 pyside6 kivy pygame pyglet wxpython pyautogui pynput pyserial pyusb smbus2 bleak
paho-mqtt ccxt web3 eth-account yfinance ta-lib backtrader zipp importlib-metadata importlib-resources
packaging pkginfo distlib wrapt decorator deprecated pluggy iniconfig exceptiongroup greenlet gevent
eventlet multidict yarl frozenlist aiosignal async-timeout propcache annotated-types annotated-doc
tree-sitter tree-sitter-python tree-sitter-languages libcst astroid asttokens executing stack-data
pure-eval rapidfuzz fuzzywuzzy thefuzz levenshtein python-levenshtein jellyfish unidecode ftfy langdetect
emoji inflect phonenumbers email-validator validators dnspython ldap3 netaddr ipaddress scapy shodan
speedtest-cli youtube-dl yt-dlp pytube instaloader praw
"""
