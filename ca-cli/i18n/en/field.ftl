# The fields of certificates.

field-changes = fields that differ
field-document = document
field-now = now
field-then = afterwards
field-first-file = first file
field-second-file = second file
