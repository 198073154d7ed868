"""Where in the repository an import leads: from module names to paths, language by language."""
