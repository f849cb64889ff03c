"""From judgements to a published report: writing, quality review, factual accuracy, publishing, and what follows."""
