"""The page: ask on the left, read the evidence in its article on the right."""

import os

# Gradio reads this when it is imported and calls home otherwise; no module of this package may
# come before it.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
