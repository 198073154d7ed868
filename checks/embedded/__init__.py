"""Code that stands inside other files: cells of notebooks, recipes, instructions, words of shell commands."""
