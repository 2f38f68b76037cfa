"""How people reach licet: the Python verbs and the command line. Faces decide nothing."""
