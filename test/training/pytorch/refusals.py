"""Prints, line by line, why each configuration of a JSON list cannot be trained; for the test beside this file."""
import json
import sys

from begin import network_of
from configuration import configuration_of
from refusal import Refused

for value in json.loads(sys.argv[1]):
    try:
        network_of(configuration_of(value))
        print()
    except Refused as error:
        print(error)
