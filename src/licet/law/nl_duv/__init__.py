"""Netherlands: the national license for lithography machines."""
