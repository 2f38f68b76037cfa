"""`python -m licet_checker FILE`: accept or reject a file of certificates."""

import sys

from licet_checker.check import Rejected, check_file

if __name__ == "__main__":
    try:
        structures, lines = check_file(sys.argv[1])
    except (Rejected, OSError) as error:
        print(f"rejected: {error}")
        sys.exit(4)
    print(f"accepted: {lines} lines, {structures} structures")
