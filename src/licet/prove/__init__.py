"""What a solver knows of the law: theorems with their counterexamples, regions in which answers change, suprema."""
