# Les champs des certificats.

field-changes = champs qui diffèrent
field-document = document
field-now = maintenant
field-then = ensuite
field-first-file = premier fichier
field-second-file = second fichier
