"""The strings of the wire `chaines`, exactly as its document and its program give them, spelling included."""

CONNECTED = "Vous êtes connecté"
CHOOSE_NICK = "Choisissez un nickname ou faites la commande /BYE pour vous deconnecter"
NICK_CHOSEN = "Nickname bien choisi."
SEE_HELP = "Faites la commande /HELP pour plus d'aides."
WRONG_COMMAND = "Saisissez la bonne commande"

CHANNELS = "Les chaines en cours sont: {channels}"
NO_CHANNELS = "Il n'y a pas de chaines en cours"
MEMBERS = "Liste des adherents:"
ALONE = "Vous êtes seul(e) dans cette chaine"

WELCOME = ("Bienvenue dans la chaine!", "Vous pouvez communiquez avec les autres menbres.")
WELCOME_BACK = ("Vous avez regagné un nouveau groupe", "Vous pouvez communiquer avec les menbres.")
ALREADY_IN = "Vous êtes déjà dans cette chaine"
NOT_IN = "Vous n'êtes pas dans cette chaine"
CURRENT_IS = "Votre chaine actuel est: {channel}"
NO_CURRENT = "Vous n'avez pas de chaine actuellement"
LEFT_CHANNEL = ("Vous n'êtes plus dans la chaine.", "Rejoingnez une autre chaine.", SEE_HELP)
HAS_LEFT = "{nick} est parti"

SAID = "{nick}: {text}"
SAID_IN_PRIVATE = "Private message {nick}: {text}"

NICK_CHANGED = "Votre identifiant est bien mis à jour"
NICK_TAKEN = "Nickname déjà utilisé"

NOT_MAIN = "Calme toi t'es pas l'administrateur de la chaine"
MAY_NOT_KICK = "Calme toi t'es pas l'administrateur du groupe"
NOT_HERE = "{nick} n'est pas dans cette chaine"
KICK_ONESELF = "Utilisez la commande /LEAVE pour quitter la chaine"
KICKED = "{nick} vous a retiré de la chaine"
KILLED = "Vous êtes kill"
RENAMED = "Votre chaine est renommée  {channel}"
RENAMED_BY_ONESELF = "Votre a été bien renommée"
CHANNEL_EXISTS = "Cette chaine existe déjà"
GRANTED = "Vous avez réçu de {nick} les privilèges d'un administrateur"
REVOKED = "Oups vos privilèges d'administrateur ont été retirés par  {nick}"
NEW_MAIN = "Vous êtes le nouveau administrateur de la chaine"
