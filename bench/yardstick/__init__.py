"""The benchmark's parts: what is measured, on which servers, how it is shown; `run.py` joins them."""
