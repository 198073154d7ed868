"""Popular gems."""

NAMES = """
rails railties activerecord activesupport actionpack actionview actionmailer actioncable activejob
activemodel activestorage rack rack-cors rack-attack rack-test rack-mini-profiler sinatra hanami roda
grape puma unicorn thin passenger falcon sidekiq sidekiq-cron sidekiq-scheduler resque delayed_job
delayed_job_active_record good_job solid_queue solid_cache solid_cable pg mysql2 sqlite3 sequel mongoid
redis redis-rails hiredis dalli devise devise-two-factor devise-jwt omniauth omniauth-google-oauth2
omniauth-github omniauth-rails_csrf_protection doorkeeper warden pundit cancancan rolify jwt bcrypt
nokogiri loofah sanitize httparty faraday faraday-retry rest-client typhoeus excon httpx webmock vcr
json oj multi_json jbuilder active_model_serializers fast_jsonapi jsonapi-serializer blueprinter graphql
graphql-batch rspec rspec-rails rspec-core rspec-expectations rspec-mocks minitest minitest-reporters
test-unit capybara selenium-webdriver webdrivers cucumber factory_bot factory_bot_rails factory_girl
faker shoulda shoulda-matchers database_cleaner simplecov timecop mocha rubocop rubocop-rails
rubocop-rspec rubocop-performance rubocop-rails-omakase standard brakeman bundler-audit bullet
reek overcommit pry pry-rails pry-byebug byebug debug better_errors binding_of_caller letter_opener
annotate spring spring-watcher-listen listen bootsnap sprockets sprockets-rails sass sass-rails sassc
sassc-rails dartsass-rails cssbundling-rails jsbundling-rails importmap-rails propshaft turbo-rails
stimulus-rails turbolinks webpacker shakapacker vite_rails coffee-rails jquery-rails uglifier bootstrap
tailwindcss-rails haml haml-rails slim slim-rails erubi liquid kaminari will_paginate pagy ransack
pg_search searchkick elasticsearch elasticsearch-rails meilisearch-rails friendly_id paper_trail
acts_as_list acts-as-taggable-on ancestry paranoia discard aasm state_machines carrierwave paperclip
shrine image_processing mini_magick rmagick aws-sdk aws-sdk-s3 aws-sdk-core fog google-cloud-storage
azure-storage-blob stripe pay braintree money money-rails sentry-ruby sentry-rails newrelic_rpm
skylight scout_apm ddtrace lograge rollbar airbrake honeybadger bugsnag dotenv dotenv-rails figaro
config rake thor bundler rubygems-update concurrent-ruby i18n i18n-js i18n-tasks tzinfo tzinfo-data mail
mime-types addressable public_suffix chronic whenever rufus-scheduler clockwork activeadmin administrate
rails_admin simple_form formtastic cocoon view_component phlex jekyll jekyll-feed jekyll-seo-tag kramdown
redcarpet commonmarker rouge github-pages fastlane cocoapods xcodeproj octokit gitlab slack-ruby-client
twilio-ruby sendgrid-ruby ruby-openai openai anthropic langchainrb neighbor zeitwerk dry-validation
dry-types dry-struct dry-monads trailblazer interactor sorbet sorbet-runtime tapioca steep rbs yard
rdoc solargraph ruby-lsp prism parser ast ffi msgpack google-protobuf grpc bunny ruby-kafka kamal
capistrano mina net-ssh net-http net-smtp net-imap net-pop rexml csv bigdecimal base64 mutex_m drb
ostruct logger matrix racc strscan date time stringio openssl psych reline irb
builder
"""
