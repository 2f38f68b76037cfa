"""An independent reader of licet's certificates, written from docs/certificate.md alone. It imports nothing of licet."""
