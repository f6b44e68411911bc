"""What is compared: sums over places of a layer, and the objective that adds them up."""
