"""Sizes and seconds of the shipped fleets."""
