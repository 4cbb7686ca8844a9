"""The numbered steps from one version's data to the next; graph.migrate says how to write one.

There is none yet: this is the first version of the data.
"""
