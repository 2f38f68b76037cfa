"""Quotas: who was promised what, whether one more shipment fits, and the proof of both."""
