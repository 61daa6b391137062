"""Scripts that make a release and keep it sound: set-up, wheel, versions, parts, licences."""
