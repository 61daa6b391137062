"""What people ask before they ask for a fact: what is in here, what does it say, who said what."""
