"""What the page keeps of its visitors: visits, turns, uploads, the queue of questions, limits."""
