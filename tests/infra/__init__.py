"""Tests of template.yaml and of the layer that it deploys."""
