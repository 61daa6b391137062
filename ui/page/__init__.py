"""The tabs of the page: what stands on each and what its controls do."""
