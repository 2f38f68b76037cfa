"""The whole question: look up the parties of a line, turn hits and owners into facts with their source, raise red flags."""
