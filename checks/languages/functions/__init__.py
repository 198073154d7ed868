"""Functions of a source file by what they do, whatever they and their variables are called."""
