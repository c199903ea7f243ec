# Mots de nombreux textes : étiquettes, états, gravités.

label-error = erreur :
label-cause = cause :
label-hint = conseil :

## États des émissions et des générations, statuts des certificats

state-pending = en attente de certificat
state-ready = prêt
state-active = actif
state-retired = retiré
state-prepared = préparé
state-authorised = autorisé
state-signing = en signature
state-issued = émis
state-abandoned = abandonné
status-good = valide
status-suspended = suspendu
status-revoked = révoqué

## Rapports

severity-error = erreur
severity-warning = avertissement

## Questions

token-pin = Code PIN du jeton { $token } : { "" }
