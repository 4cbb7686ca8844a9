"""Learning from past pieces of work who takes part in the next one."""
