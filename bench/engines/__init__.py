"""One module per engine; what a module offers is written in ``bench/README.md``."""
