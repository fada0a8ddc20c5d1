"""The portal's face."""
