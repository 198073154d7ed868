"""The service: a webhook that stores before it answers, and a worker that judges and publishes."""
