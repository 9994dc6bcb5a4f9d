"""The referee: a slow second model of a fleet with a variable for every hour.

It shares no code with the package it judges; see the README beside this file.
"""
