"""Standing questions: they are asked again and again, and only changes in the evidence are reported."""
