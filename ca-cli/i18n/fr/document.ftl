# Documents qui régissent l'émission : profils, données du pays, table des algorithmes, origines
# des clés. Les noms des règles sont ceux du noyau : `profile-rule-` et le mot de la règle.

## Formes latines des noms

latin-is-a-suggestion = Ceci est une proposition selon la table du Doc 9303-3 de l'OACI, qu'un agent doit confirmer. Là où le registre d'état civil ou un document de voyage porte une forme latine, c'est elle qui compte.
latin-not-suggested = Il n'y a pas de proposition pour `{ $text }`.
latin-no-form = La table n'a pas de forme latine de `{ $character }` ({ $code }).
hint-latin-by-hand = Écrivez la forme latine à la main, d'après le registre d'état civil ou un document de voyage.

## Genres, contrôles, différences

document-kind-root = racine
document-kind-ca = AC
document-kind-responder = répondeur
document-kind-leaf = final
document-kind-country = données de pays
document-kind-algorithms = table des algorithmes
document-kind-key-origins = origines des clés
country-invalid = { $file } n'est pas un fichier valide de données de pays.
document-no-faults = Aucune faute.
document-not-checked = { $file } n'a pas été contrôlé.
document-not-judged = aucun registre n'est à portée et `--country` n'est pas donné : ni les mentions qu'une loi exige ni un certificat d'exemple n'ont été jugés
document-note = remarque : { $note }
document-not-compared = { $file } n'a pas été comparé.
diff-none = Aucune différence.
diff-first = { $name } n'est pas encore actif : tout est nouveau.
diff-files = { $count ->
    [one] Les fichiers diffèrent en { $count } champ.
   *[other] Les fichiers diffèrent en { $count } champs.
}
diff-some = { $count ->
    [one] { $name } : { $count } champ changerait.
   *[other] { $name } : { $count } champs changeraient.
}
activated-first = { $name } est actif, pour la première fois.
activated-before = { $name } était déjà actif ; rien n'a changé.
activated = { $count ->
    [0] { $name } est actif. Aucun champ ne diffère d'avant ; `sceau profile diff` compare les documents avant qu'ils ne comptent.
    [one] { $name } est actif. { $count } champ diffère d'avant ; `sceau profile diff` affiche de tels changements avant qu'ils ne comptent.
   *[other] { $name } est actif. { $count } champs diffèrent d'avant ; `sceau profile diff` affiche de tels changements avant qu'ils ne comptent.
}
