# Cada frase que dice la aplicación, en español. Palabras llanas; lo que es, sin disculpas.

## En todas partes
language-own-name = Español
language = Idioma
opening = Un momento …
back = Atrás
close = Cerrar
undo = Deshacer
undone = Deshecho.
go-on = Seguir
not-now = Ahora no
copied = Copiado.
tabs = Partes de la aplicación
tab-aid = Ayuda
tab-decide = Decidir
tab-people = Gente
you = tú
nameless = Alguien
four-words-label = Cuatro palabras: { $name }
settings = Ajustes

## Tiempos
ago-now = ahora mismo
ago-minutes = { $count ->
    [one] hace { $count } minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace { $count } hora
   *[other] hace { $count } horas
}
ago-days = { $count ->
    [one] hace { $count } día
   *[other] hace { $count } días
}
until-passed = ya pasó su hora
until-minutes = { $count ->
    [one] queda { $count } minuto
   *[other] quedan { $count } minutos
}
until-hours = { $count ->
    [one] queda { $count } hora
   *[other] quedan { $count } horas
}
until-day = hasta el { $name }
day-of-month = { $day } de { $month }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

## Los primeros minutos
first-title = ¿Cómo te llaman tus vecinos?
first-lead = Tequio es para gente que se ayuda. Los teléfonos hablan entre sí directamente, sin internet.
first-name = Tu nombre
first-promise = Sin cuenta, sin número, sin correo. Nada sale de este teléfono hasta que te unas a otros.
doors-title = Hola, { $name }
doors-lead = Un círculo es la gente a la que ayudas y que te ayuda: una calle, una casa, un coro.
door-start = Empezar un círculo
door-start-words = Le pones nombre y dejas entrar a los demás.
door-join = Unirte a uno: escanea o pega
door-join-words = Alguien del círculo te muestra su código.
doors-offline = Todo esto funciona sin internet.
start-title = Empezar un círculo
start-lead = Ponle un nombre por el que los demás lo reconozcan.
circle-name = Nombre del círculo
circle-name-hint = Por ejemplo, el nombre de tu calle.
start-button = Empezar el círculo

## Unirse
join-title = Unirte a un círculo
join-lead = Pide su código a alguien del círculo. Está en «Gente», en su teléfono.
scan-camera = Escanear con la cámara
scan-photo = Leer de una foto
scan-view = Lo que ve la cámara
scan-looking = Pon el código frente a la cámara.
scan-stop = Apagar la cámara
scan-no-leave = Tequio no tiene permiso para usar la cámara. Dáselo en los ajustes del sistema, toma una foto del código o pega su texto.
scan-no-camera = Aquí no se puede usar la cámara. Toma una foto del código o pega su texto.
scan-nothing-found = En esta imagen no se lee ningún código. Prueba otra vez, más cerca y de frente.
paste-label = O pega el texto del código
paste-button = Leer este texto
code-not-a-code = Esto no es un código de Tequio.
code-damaged = Falta una parte del código o se leyó mal. Escanéalo o cópialo otra vez.
code-newer = Este código es de una versión más nueva de Tequio. Actualiza la aplicación en este teléfono.
code-too-old = Este código es demasiado viejo. Pide uno nuevo.
preview-title = Antes de tocar
preview-circle = Este código lleva al círculo
preview-shown-by = Lo mostró { $name }.
preview-shown-by-nobody = El código no dice quién lo mostró.
preview-already = Ya estás en «{ $name }». El código no cambia nada.
preview-go-there = Ir ahí
preview-what = Si tocas a la puerta, pasa esto
preview-key = En este teléfono se hace una llave nueva, solo para este círculo.
preview-name = La gente del círculo que esté cerca ve tu nombre, { $name }, y tu marca.
preview-yes = Entras en cuanto una persona diga que sí.
preview-others = Nada más cambia en este teléfono.
preview-undo = Mientras nadie diga que sí, puedes arrepentirte.
preview-knock = Tocar a la puerta
knock-title = Estás tocando a la puerta
knock-you = Así te ven
knock-compare = Quien te abra puede comparar contigo la marca y las cuatro palabras, para que nadie entre con tu nombre.
knock-shown-by = El código te lo mostró { $name }.
knock-words = En cuanto alguien de «{ $name }» esté cerca y diga que sí, entras. Hasta entonces no ves nada del círculo, y ellos solo ven que tocas.
knock-kept = Guardado en este teléfono: puedes cerrar la aplicación y seguir después.
knock-looking = Buscando un teléfono del círculo …
knock-nobody = Ahora no hay cerca ningún teléfono del círculo.
knock-near = { $count ->
    [one] Hay cerca un teléfono del círculo. Falta que digan que sí.
   *[other] Hay cerca { $count } teléfonos del círculo. Falta que digan que sí.
}
knock-undo = Mejor no tocar
knock-undone = Hecho. En este teléfono no queda nada de ello.

## El tablero
board-title = Ayuda
circle-nameless = Círculo aún sin nombre
board-empty = Todavía no se pide ni se ofrece nada.
board-empty-button = Pedir algo
board-all-hidden = Todo lo de aquí está oculto en este teléfono.
board-nothing = Aquí no hay nada de lo que elegiste arriba.
board-nothing-near = Ahora no se pide ni se ofrece nada cerca de ti.
board-nothing-near-known = Hasta donde sabe este teléfono, nada de esto está cerca de ti; dile más o menos dónde estás.
area-set = Poner mi zona
area-change = Cambiar mi zona
board-more = { $count ->
    [one] Mostrar una más
   *[other] Mostrar más: quedan { $count }
}
board-closed = Hecho y pasado: { $count }
board-hidden = { $count ->
    [one] { $count } anuncio está oculto en este teléfono
   *[other] { $count } anuncios están ocultos en este teléfono
}
hidden-title = Anuncios ocultos
hidden-lead = Están ocultos solo en este teléfono. Nadie más se entera.
hidden-none = En este teléfono no hay nada oculto.
hidden-to-board = Al tablero
near-nobody = No hay nadie cerca. Lo que escribas se guarda y se pasa cuando se encuentren.
near-names = Cerca: { $names }
near-count = { $count ->
    [one] Hay { $count } teléfono cerca
   *[other] Hay { $count } teléfonos cerca
}
filters = Qué se muestra
filter-direction = Se pide o se ofrece
filter-all = Todo
filter-asks = Se pide
filter-offers = Se ofrece
filter-kind = Tipo de ayuda
filter-all-kinds = Todo tipo
filter-near = Cerca de mí
filter-mine = Lo mío
new-posts = Nuevo en el tablero
new-ask = Pedir
new-offer = Ofrecer
direction-ask = Se pide
direction-offer = Se ofrece
kind-food = Comida
kind-transport = Llevar y traer
kind-care = Cuidado, compañía
kind-repair = Arreglos
kind-things = Herramientas, cosas
kind-shelter = Un techo
kind-papers = Papeles, computadoras
kind-other = Otra cosa
urgency-now = Ahora
urgency-soon = Pronto
urgency-whenever = Cuando se pueda
status-open = Abierto
status-taken = Ya hay alguien
status-expired = Pasó su hora
status-done = Hecho
status-withdrawn = Retirado
status-cancelled = Cancelado
area = Dónde
until = Hasta cuándo
places = { $helpers ->
    [one] { $confirmed ->
        [0] un lugar libre
       *[other] ya hay quien ayude
    }
   *[other] { $confirmed } de { $helpers }
}
mine-author = Tuyo
mine-waiting = { $count ->
    [one] Tuyo: { $count } persona espera tu sí
   *[other] Tuyo: { $count } personas esperan tu sí
}
mine-claimed = Dijiste que sí y esperas su respuesta
mine-confirmed = Ya quedaron en esto
reach-here = Guardado en este teléfono. Nadie más lo tiene todavía.
reach-with = { $count ->
    [one] Lo tiene { $count } vecino.
   *[other] Lo tienen { $count } vecinos.
}
reach-seen = Lo vio la persona para quien es.
reach-seen-by = Lo vio { $name }.
reach-confirmed = Confirmado.

## Un anuncio nuevo
new-ask-title = Pedir ayuda
new-offer-title = Ofrecer ayuda
new-ask-hint = Por ejemplo: sopa para tres el viernes.
new-offer-hint = Por ejemplo: puedo manejar el sábado por la mañana.
new-title = En una línea
new-words = Qué más hay que saber
new-kind = Qué tipo de ayuda
new-urgency = Qué tan urgente es
new-area = Más o menos dónde
new-area-hint = Una calle o una esquina. El lugar exacto irá después solo a quien te ayude.
new-until = Hasta cuándo
new-date = Hasta el final de este día
date-day = Día
date-month = Mes
new-ask-more = Hasta cuándo, cuántas personas, para quién
new-offer-more = Hasta cuándo, para cuántas personas
until-open = Sin límite
until-today = Hoy
until-tomorrow = Mañana
until-week = Una semana
until-date = Una fecha
new-ask-helpers = Cuántas personas hacen falta
new-offer-helpers = Para cuántas personas
new-for = ¿Es para otra persona?
new-for-hint = Por ejemplo: mi vecina, 82 años. Déjalo vacío si es para ti.
new-who-reads = Lo puede leer todo el círculo, también quien entre después.
new-ask-button = Ponerlo en el tablero
new-offer-button = Poner la oferta en el tablero
posted = Ya está en el tablero. Les llega a tus vecinos cuando se encuentren los teléfonos.

## Un anuncio
post-awaited = Anuncio
post-unknown = Todavía no está aquí
post-unknown-words = Este teléfono no conoce este anuncio. Quizá llegue cuando te encuentres con los demás.
for-whom = Para quién
for-someone = para { $name }
story = Qué ha pasado
story-posted = { $who } lo escribió.
story-claimed = { $who } se apuntó.
story-claimed-offer = A { $who } le interesa.
story-released = { $who } retiró su sí.
story-confirmed = { $who } dijo que sí.
story-confirmed-whom = { $who } dijo que sí a { $whom }.
story-noted = { $who } escribió una nota.
story-noted-whom = { $who } escribió una nota a { $whom }.
story-said-done = { $who } dijo que está hecho.
story-said-done-whom = { $who } dijo que está hecho con { $whom }.
story-withdrawn = { $who } lo retiró.
story-cancelled = { $who } lo canceló.
helpers-of-ask = Quién se apunta
helpers-of-offer = A quién le interesa
stage-claimed-mine = Espera tu sí.
stage-claimed = Espera el sí de { $author }.
stage-not-needed = Ya no hizo falta.
stage-released = Retiró su sí.
stage-confirmed = Quedó con { $author }.
stage-author-said-done = { $author } dice que está hecho; falta que lo diga { $helper }.
stage-helper-said-done = { $helper } dice que está hecho; falta que lo diga { $author }.
stage-done-says-author = Hecho, dice { $author }.
stage-done-says-helper = Hecho, dice { $helper }.
stage-done = Hecho, dicen los dos.
stage-cancelled = Cancelado.
do-claim-ask = Yo me encargo
do-claim-offer = Me interesa
claimed = Dicho. Queda acordado cuando llegue la respuesta.
do-release = Retirar mi sí
released = Retirado.
do-confirm = Decir que sí a { $name }
do-note = Escribir una nota
do-done = Está hecho
said-done = Dicho. Queda cerrado cuando lo diga también la otra persona.
do-withdraw = Retirarlo
do-cancel = Cancelarlo
do-hide = Ocultar en este teléfono
do-show = Mostrarlo otra vez
hidden = Oculto en este teléfono. Nadie más se entera.
shown = Se muestra otra vez.
is-hidden = Oculto en este teléfono.
notes-private = Solo ustedes dos pueden leer esto.
note-from = { $name }, { $ago }
confirm-title = Decir que sí a { $name }
confirm-note = Lo que solo debe saber quien te ayuda
confirm-note-hint = Puerta, piso, teléfono. Puedes dejarlo vacío.
note-who-reads = Sellado: solo { $name } y tú pueden leerlo. Los demás lo llevan sin saber qué dice.
confirmed = Acordado. Se entera cuando se encuentren los teléfonos.
note-title = Nota para { $name }
note-label = Tu nota
note-button = Sellar y enviar
noted = Sellada y en camino.
cancel-title = ¿Cancelarlo?
cancel-label = Unas palabras a los demás
cancel-hint = Cuentan con ello: di lo que deben saber. Lo puede leer todo el círculo.
cancelled = Cancelado. Los demás se enteran cuando se encuentren los teléfonos.
withdraw-title = ¿Retirarlo?
withdraw-words = Se sigue leyendo en «Hecho y pasado», y ya nadie puede encargarse.
withdrawn = Retirado.
keep-it = Dejarlo

## Decidir: propuestas
decide-title = Decidir
decide-empty = Todavía no hay ninguna propuesta.
decide-empty-button = Proponer algo
decide-new = Nueva
decide-holds = Decidido
decide-past = Pasado
propose = Proponer algo
proposal-talk = En conversación
proposal-ready = Ya se puede votar
proposal-on-agenda = En el orden del día
proposal-voting = En votación
proposal-holds = Decidido: vale
proposal-look-again = Para volver a ver
proposal-ended = Ya pasó su plazo
proposal-repealed = Derogado
proposal-kept = Se volvió a ver: sigue
proposal-replaced = Sustituido
proposal-refused = No se aceptó en una votación
propose-title = Una propuesta nueva
propose-hint = Por ejemplo: Una banca bajo el árbol viejo
propose-text = ¿Qué debería hacer el círculo?
propose-text-hint = Con palabras sencillas: qué, por qué, cuánto cuesta y quién se encargaría.
propose-review = ¿Cuándo lo volvemos a ver?
review-none = Sin fecha
in-three-months = En tres meses
in-half-a-year = En medio año
in-a-year = En un año
date-on = Ese día
propose-more = Hasta cuándo vale, cómo se cuenta
propose-sunset = ¿Hasta cuándo vale?
sunset-none = Para siempre
propose-method = ¿Cómo debería contarse?
propose-usual = Como suele hacerlo el círculo
propose-who-reads = Lo lee todo el círculo, con tu nombre. Queda en el registro del círculo.
propose-button = Proponerlo
proposed = Ya la pueden leer todos.
proposal-unknown-words = Este teléfono no conoce esta propuesta. Quizá llegue cuando te encuentres con los demás.
proposal-method = Cómo se cuenta
proposal-review = Cuándo se vuelve a ver
proposal-review-on = Se vuelve a ver el { $name }
proposal-sunset = Hasta cuándo vale
proposal-sunset-on = Vale hasta el { $name }
proposal-versions = { $count ->
    [one] Un cambio entró en el texto.
   *[other] { $count } cambios entraron en el texto.
}
proposal-remarks = { $count ->
    [one] { $count } comentario.
   *[other] { $count } comentarios.
}
proposal-amendments = { $count ->
    [one] { $count } cambio propuesto.
   *[other] { $count } cambios propuestos.
}
proposal-support-title = Camino de una votación
proposal-support = La apoyan { $count } de { $needed } personas más.
proposal-support-none = No hace falta que nadie más la apoye.
proposal-readable = Está para leerse hasta el { $name }; desde entonces se puede votar.
proposal-was-readable = Ya estuvo bastante tiempo para leerse.
proposal-do-support = La apoyo
proposal-do-unsupport = Retirar mi apoyo
proposal-supported = Dicho: la apoyas.
proposal-unsupported = Retirado.
withdraw-proposal-words = Se puede seguir leyendo en «Pasado», y ya nadie puede votarla.
proposal-see-vote = Ver la votación
follow-title = Qué será de esto
follow-due = Llegó el día en que el círculo quería volver a verlo.
follow-keep = Proponer que siga
follow-replace = Proponer otro texto
follow-repeal = Proponer derogarlo
follow-see = Ver lo que se decidió después
about-keep = Haría que «{ $name }» siga.
about-replace = Estaría en lugar de «{ $name }».
about-repeal = Derogaría «{ $name }».
day-of-year = { $day } de { $year }

## Decidir: cambios de un texto
amendments-title = Cambios al texto
amendments-none = Hasta ahora nadie lo quiere de otro modo.
amendments-collide = { $count ->
   *[other] Estos { $count } cambiarían las mismas palabras: solo uno de ellos puede entrar.
}
amend = Cambiar el texto
amend-title = Cambiar el texto
amend-text = El texto como debería ser
amend-text-hint = Cambia lo que quieras; lo demás queda como está.
amend-older = El texto cambió desde que empezaste. El tuyo se compara con aquel desde el que empezaste.
amend-nothing = Nada hasta ahora.
amend-why = ¿Por qué?
amend-why-hint = En una o dos líneas. Puedes dejarlo vacío.
amend-button = Proponer este cambio
amended = Ya pueden leer todos el cambio.
difference-cut = Se va:
difference-put = Entra:
difference-end = .
amendment-open = Abierto
amendment-adopted = Entró en el texto
amendment-voted = Entró en el texto por votación
amendment-collided = Ya no cabe: ahí entró otro cambio
amendment-unfit = No cabe en el texto
amendment-over = Quedó en nada
amendment-adopt = Ponerlo en el texto
amendment-take-back = Retirar este cambio
adopt-title = ¿Poner este cambio en el texto?
adopt-words = No se deshace sino con otro cambio. Los días en que el texto está para leerse empiezan de nuevo.
adopt-button = Ponerlo en el texto
adopted = Ya está en el texto.

## Decidir: la conversación junto a una propuesta
talk-title = Conversación
talk-none = Todavía nadie ha dicho nada.
talk-earlier = { $count ->
    [one] Mostrar uno anterior
   *[other] Mostrar anteriores: { $count } más
}
talk-label = ¿Qué dirías tú?
talk-button = Decirlo
talk-said = Dicho. Los demás lo leen cuando se encuentren sus teléfonos.
talk-answer = Responder a { $name }
talk-answers = A { $name }: «{ $words }»
talk-kept = { $count ->
    [one] Lo que se dice aquí pasa después de { $count } día. Lo que deba durar va en el texto.
   *[other] Lo que se dice aquí pasa después de { $count } días. Lo que deba durar va en el texto.
}

## Decidir: abrir una votación
open-vote = Abrir una votación
open-vote-question = ¿Cuál es la pregunta?
open-vote-options = ¿Qué se puede elegir?
open-vote-options-hint = Una por línea. Déjalo vacío para un simple sí o no.
open-vote-fixed = Así lo pudieron leer todos antes: nadie lo elige en el momento.
open-vote-other = Contarla de otro modo
open-vote-closes = ¿Cuándo se cierra?
open-vote-words = Obliga cuando más de la mitad de quienes podrían votar han firmado que se abrió como dice; sus teléfonos lo hacen solos. Desde entonces ya no se le puede cambiar nada.
open-vote-button = Abrirla
vote-opened = Abierta. Los teléfonos que se acerquen la firman solos.
in-a-day = En un día
in-three-days = En tres días
in-a-week = En una semana
in-two-weeks = En dos semanas
ask-overruled = ¿No hay que pasar por encima de nadie?
ask-overruled-nobody = De nadie: quien no pueda vivir con ello lo puede detener
ask-overruled-some = De algunos sí, si bastantes dicen que sí
ask-subject = ¿De qué se trata?
ask-subject-texts = De lo que hacemos o de lo que vale
ask-subject-people = De quién hace algo
ask-subject-money = De lo que pagamos
ask-again = Responder de nuevo
why-usual = Así se cuenta en este círculo si nadie dice otra cosa.
why-nobody-overruled = Porque no se pasa por encima de nadie: pasa si todos pueden vivir con ello.
why-plain-question = Porque una pregunta sencilla recibe una respuesta sencilla.
why-room-behind = Porque quien lo haga debe tener detrás a más de la mitad de los presentes.
why-everybody-pays = Porque lo que todos pagan debe tener a muchos detrás.
why-nobody-set-over = Porque cuando decide la suerte nadie queda por encima de nadie.
why-most-can-live-with = Porque encuentra la opción con la que más gente puede vivir.
why-beats-each-other = Porque encuentra la opción que se prefiere a cada una de las demás.
why-half-approves = Porque solo debe pagarse lo que aprueba más de la mitad.

## Decidir: cómo se cuenta una votación
counted-consent = { $count ->
    [one] Por consentimiento: pasa si nadie lo bloquea.
   *[other] Por consentimiento: pasa si no lo bloquean { $count }.
}
counted-yes-no = Sí o no: tienen que decir que sí { $name }.
counted-approval = { $count ->
    [one] Cada quien aprueba las que quiera; gana la más aprobada.
   *[other] Cada quien aprueba las que quiera; ganan las { $count } más aprobadas.
}
counted-approval-share = Cada quien aprueba las que quiera; gana la más aprobada, si la aprueban { $name }.
counted-ranked = { $count ->
    [one] Cada quien ordena las opciones; gana la que se prefiere a cada una de las demás.
   *[other] Cada quien ordena las opciones; ganan { $count }.
}
counted-lot = { $count ->
    [one] Se sortea a una persona.
   *[other] Se sortea a { $count } personas.
}
share-half = más de la mitad de { $whom }
share-two-thirds = al menos dos tercios de { $whom }
share-more-than = más de { $num } de cada { $den } de { $whom }
share-at-least = al menos { $num } de cada { $den } de { $whom }
of-voting = quienes votan
of-present = quienes están
of-entitled = todos los que podrían votar

## Gente
people-title = Gente
circles = Tus círculos
knocks-waiting = { $count ->
    [one] { $count } persona toca a la puerta
   *[other] { $count } personas tocan a la puerta
}
knocks-title = { $count ->
    [one] Alguien toca a la puerta
   *[other] { $count } personas tocan a la puerta
}
knock-my-code = Tiene el código que mostraste.
knock-other-code = Tiene un código de este círculo. Este teléfono no sabe quién lo mostró.
do-let-in = Dejar entrar a { $name }
let-in = { $name } ya está adentro.
my-code = Mostrar mi código
scan-code = Escanear un código
members-title = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
members-alone = Por ahora no hay nadie más. Muéstrale tu código a alguien cercano.
member-near = Ahora está cerca
member-heard = Estuvo cerca { $name }
member-not-heard = Sin encuentro desde que se abrió la aplicación
member-forked = La llave de un teléfono de { $name } fue copiada, o alguien la usa de mala fe: con ella se escribieron dos cosas distintas en un mismo lugar. Lo escrito queda; ya no puede dejar entrar a nadie.
member-admitted = entró con { $name }
code-title = Deja que alguien toque
code-lead = Que lo escanee quien quiera entrar, o mándale el texto.
code-text = Lo mismo en texto
code-copy = Copiar
code-fresh = Código nuevo
code-drawn = Se está haciendo un código nuevo …
code-opens-nothing = El código no abre nada por sí solo. Con él se toca a la puerta, y se entra cuando alguien de adentro dice que sí. Sirve de una a dos semanas.
code-picture = Tu código como imagen para escanear
code-done = Listo

## Varias imágenes de una cosa, mostradas y leídas
film-picture = Imágenes que se siguen, para escanear
film-runs = { $count ->
    [one] Una imagen, una y otra vez en otras formas. Pon enfrente la cámara del otro teléfono.
   *[other] Se siguen { $count } imágenes y luego otras en su lugar. El otro teléfono toma las que alcance.
}
film-at = Imagen { $number }. Hacen falta { $least } distintas, a veces una o dos más.
film-hold = Detener
film-run = Dejarlas correr
film-next = Imagen siguiente
film-caught = Se leyeron { $caught } de unas { $least } imágenes.
film-too-long = Esto es demasiado largo para imágenes. Llévalo en un archivo.
letter-way = Mostrarlo a otro teléfono en imágenes
letter-title = De pantalla a pantalla
letter-lead = Para un teléfono de este círculo al que el tuyo no llega: con «Escanear un código» se lee lo que aquí se escribió. Lo que otros respondieron no va.
letter-sealed = Se está sellando …
letter-closed = Va sellado como por el aire. Quien no es del círculo puede llevarlo y no leerlo.
letter-read = ¿Alguien te muestra un anuncio en imágenes? También se lee aquí.
letter-new = Recibido. Si es para un círculo tuyo, aparece ahí en cuanto esté lo que vino antes; si no, este teléfono lo lleva.
letter-known = Eso ya está aquí.
letter-not-kept = Es demasiado viejo, o no hay lugar.
letter-none = Estas imágenes son de algo que este teléfono no puede usar.

## Un paquete sellado en el teléfono de un contacto
suspend-where = A dónde
suspend-to-file = A un archivo
suspend-to-contact = A { $name }, que está cerca
suspend-to-means = Va de teléfono a teléfono, sellado. Lo guarda y no puede leerlo; te lo devuelve cuando estés enfrente con un teléfono vacío, y se abre con su contraseña.
suspend-nobody-near = En vez de eso podría guardarlo un contacto cuyo teléfono esté cerca. Ahora no hay nadie cerca.
suspend-keeps = Guardas un paquete sellado de { $name }. Se destruiría con este teléfono: devuélvelo antes.
suspended-to = Su teléfono lo tiene. Este está vacío.
denied-not-near = Su teléfono no está cerca (o ya no). Nada ha cambiado.
denied-no-room = En su teléfono no hay lugar. Nada ha cambiado.
denied-too-large = En este teléfono hay más de lo que otro guarda. Llévalo a un archivo.
parcel-title = De { $name }
parcel-kept = Guardas un paquete sellado de { $name } ({ $size } kB, { $ago }). No puedes leerlo.
parcel-give-back = Devolverlo a { $name }
parcel-give-lead = ¿Está { $name } frente a ti con un teléfono vacío? Escanea el código que muestra: «Traerlo todo de vuelta», «Lo guarda un contacto».
parcel-opens = Solo se abre con la contraseña de { $name }. Cualquier otro que lo tenga puede intentar adivinarla.
parcel-on-its-way = Pasa en cuanto los dos teléfonos se encuentren. Lo guardas hasta que lo tires.
parcel-throw-away = Tirarlo
parcel-throw-what = Si { $name } no lo tiene en otra parte, se pierde todo lo que había en su teléfono.
parcel-thrown = Se tiró.
parcel-fetch-way = Lo guarda un contacto
parcel-fetch = Pedírselo a un contacto
parcel-fetch-lead = Ponte frente al contacto que guarda tu paquete y deja que escanee esto desde tu tarjeta en su teléfono.
parcel-back = Aquí está. Ahora se abre con su contraseña.
parcel-name = Lo que guardó tu contacto
parcel-other-kind = Este código no pide ningún paquete. El teléfono vacío muestra el correcto en «Traerlo todo de vuelta», «Lo guarda un contacto».
parcel-too-large = Es más de lo que pasa de una vez.

## Cómo se entra, como se pregunta al empezar un círculo
founding-question = ¿Cómo se entra?
founding-later = Todo esto lo pueden cambiar después entre todos: tiene que firmarlo más de la mitad.
founding-open = Puerta abierta
founding-open-words = Basta el sí de una persona de adentro. Para una casa, una familia, un coro: protege de extraños y confía en cada quien.
founding-neighbours = Entre vecinos
founding-neighbours-words = Dicen que sí dos que conocen en persona a quien llega. Protege de que alguien meta a quien quiera, o invente gente.
founding-guard = En guardia
founding-guard-words = Dicen que sí tres, cada quien por tres personas nuevas al mes cuando mucho. Protege a un círculo que espera mala fe.
founding-first = Mientras sean menos de tres, basta con tu sí.

## Antes de la puerta
vouched-by = Ya responde por esta persona: { $names }.
vouched-missing = { $count ->
    [one] Falta un sí más.
   *[other] Faltan { $count } síes más.
}
vouched-last = Con tu sí ya son todos los que hacen falta.
vouch-means = Decir que sí es decir: tengo a esta persona enfrente y comparamos las cuatro palabras. Quien entra puede leer todo lo del círculo, también lo anterior.
do-vouch = Responder por { $name }
vouched-for = Respondiste por { $name }.
vouched-already = Ya respondiste por esta persona. Falta que la conozcan otros.
member-not-yet = aún sin voto
member-faded = su voto descansa hasta que la vuelvan a ver
candidates-title = Ya alguien responde, aún no entran
candidates-words = Quien se los encuentre también puede responder por ellos: escanea su código de persona.

## Una persona del círculo
person-gone = No está en el círculo
person-gone-words = Ahora no hay en el círculo nadie con esta llave.
person-say = Voto
say-seat = Tiene voto: su firma cuenta.
say-not-yet = Aún sin voto: más de la mitad de los demás tiene que escribir algo después de que entró. Eso pasa solo.
say-faded = { $count ->
    [one] Su voto descansa: hace mucho que nadie del círculo se la encuentra en persona. Despierta cuando la vea { $count } persona.
   *[other] Su voto descansa: hace mucho que casi nadie del círculo se la encuentra en persona. Despierta cuando la vean { $count } personas.
}
person-vouched-by = Respondieron por ella
person-vouched-by-nobody = Estuvo desde el principio.
person-vouched-for = Ha respondido por
person-vouched-for-nobody = Por nadie hasta ahora.
person-again = Ya estuvo aquí como { $name }. Así lo dicen quienes respondieron por ella.
met-again = Nos volvimos a ver
met-title = ¿Viste a { $name } en persona?
met-words = Dilo solo si la tienes enfrente. Que te muestre estas cuatro palabras en su teléfono, en «Tu código de persona», y compárenlas.
met-what-follows = Con eso su voto sigue vivo lo que digan las reglas, y todos pueden ver que fuiste tú.
met-yes = Sí, las palabras son las mismas
met-told = Anotado: viste a { $name }.
move-removal = Proponer que salga del círculo
gone-title = Ya no están
gone-count = { $count ->
    [one] { $count } persona ya no está
   *[other] { $count } personas ya no están
}
gone-left = Se fue por su cuenta
gone-removed = La sacó el círculo

## Lo que acordó el círculo
ways-title = El círculo
rules-title = Reglas
rules-lead = { $count ->
    [one] Lo que acordó este círculo. Tiene un voto.
   *[other] Lo que acordó este círculo. Lo puede cambiar más de la mitad de sus { $count } votos, y nadie más.
}
rules-protects = Para qué: { $name }
rules-change = Cambiar una regla
rule-purpose = Para qué es: { $name }
rule-purpose-none = No está escrito para qué es.
rule-purpose-why = que quien llegue sepa a qué entra.
rule-vouches = { $count ->
    [one] Para entrar basta el sí de una persona de adentro.
   *[other] Antes de que alguien entre, responden por esa persona { $count } que la conocen en persona.
}
rule-vouches-why = que nadie entre con un nombre falso, o porque lo quiere una sola persona.
rule-budget = { $count ->
    [one] Cada quien puede responder por { $count } persona nueva en 30 días. El primer año de alguien, eso cuenta también para quienes respondieron por él.
   *[other] Cada quien puede responder por { $count } personas nuevas en 30 días. El primer año de alguien, eso cuenta también para quienes respondieron por él.
}
rule-budget-none = Cada quien puede responder por cuantas personas nuevas quiera.
rule-budget-why = que nadie llene el círculo con gente que no existe.
rule-fading = { $count ->
    [one] A quien casi nadie del círculo se encuentre en { $count } día se le duerme el voto hasta que lo vuelvan a ver; leer, sigue leyendo.
   *[other] A quien casi nadie del círculo se encuentre en { $count } días se le duerme el voto hasta que lo vuelvan a ver; leer, sigue leyendo.
}
rule-fading-none = El voto no se duerme, por mucho que alguien falte.
rule-fading-why = que no decidan por los demás teléfonos perdidos o vendidos hace tiempo.
rule-quorum = Una votación vale si participan { $count } de cada cien que han estado activos.
rule-quorum-none = Una votación vale aunque participen muy pocos.
rule-quorum-why = que no decidan unos cuantos mientras los demás no están.
rule-method = Si nadie dice otra cosa, se decide así: { $name }
rule-method-why = que nadie escoja ese mismo día la forma de contar que le conviene.
method-consent = por consentimiento: a nadie se le pasa por encima.
method-yes-no = más síes que noes.
method-approval = cuantas opciones guste cada quien; queda la que más gente acepta.
method-ranked = cada quien pone las opciones en orden.
rule-notice = { $count ->
    [one] Una propuesta se puede leer { $count } día antes de votarse.
   *[other] Una propuesta se puede leer { $count } días antes de votarse.
}
rule-notice-none = Una propuesta se puede votar de inmediato.
rule-notice-why = que nada se decida a espaldas de quien no estuvo ese día.
rule-term = { $count ->
    [one] Un cargo se da por { $count } día, y luego otra vez.
   *[other] Un cargo se da por { $count } días, y luego otra vez.
}
rule-term-why = que ningún cargo se vuelva un trono.
rule-retention = { $count ->
    [one] Los anuncios y las pláticas se muestran { $count } día.
   *[other] Los anuncios y las pláticas se muestran { $count } días.
}
rule-retention-why = que a nadie le echen en cara años después lo que dijo de paso.
rule-support = { $count ->
    [one] Una propuesta se puede votar cuando la apoya { $count } persona más.
   *[other] Una propuesta se puede votar cuando la apoyan { $count } personas más.
}
rule-support-none = Una propuesta se puede votar sin el apoyo de nadie más.
rule-support-why = lo que nadie más quiere no ocupe la tarde de todos.
rule-blocks = { $count ->
    [one] Donde se decide por consentimiento, un bloqueo lo detiene.
   *[other] Donde se decide por consentimiento, lo detienen { $count } bloqueos.
}
rule-blocks-why = no se pase por encima de nadie sin que todos hayan acordado cuántos pueden serlo.
rule-share = Donde es sí o no, tienen que decir que sí { $name }.
rule-share-why = todos sepan de antemano cuánto basta.
rule-history = A quien llega se le da todo lo que aún está.
rule-history-why = que pueda revisar el círculo desde su primera entrada sin creerle a nadie de palabra.
rule-recovery = { $count ->
    [one] Quien perdió su teléfono espera { $count } día por el nuevo.
   *[other] Quien perdió su teléfono espera { $count } días por el nuevo.
}
rule-recovery-why = que quien no perdió nada tenga tiempo de reclamar.

## Votes
votes-title = Votaciones
votes-over = Votaciones terminadas
vote-unknown-words = Este teléfono no conoce esta votación. Puede llegar cuando te encuentres con los demás.
vote-your-turn = Se espera tu voto
vote-mine = Tu voto
vote-closes = Se cierra
vote-quorum = Cuántos tienen que participar
vote-quorum-of = { $count ->
    [0] Vale por pocos que participen.
    [one] Vale si participa al menos { $count }.
   *[other] Vale si participan al menos { $count }.
}
vote-to-proposal = Leer la propuesta
vote-gathering = Abriéndose: han firmado { $signed } de { $count } teléfonos
vote-straw = Sondeo: hay muy pocos para una votación que obligue
vote-open = Abierta: se está votando
vote-closing = La están cerrando sus escrutadores
vote-closed = Cerrada
vote-voided = Abandonada: no quedó en nada
vote-clash = Dos resultados que se contradicen
vote-clash-words = Ninguno vale. Firmaron dos aperturas, o reconocieron dos resultados: { $name }
vote-doubt = Tu teléfono no ha firmado esta apertura: { $name }
vote-turnout-title = Quién ha votado
vote-turnout = Han votado { $cast } de { $count }
doubt-not-on-list = no está en la lista de votantes.
doubt-signed-another = ya firmó otra apertura de esta ronda.
doubt-earlier-open = una ronda anterior no ha terminado.
doubt-no-earlier = dice ser una ronda posterior, y antes no hubo ninguna.
doubt-later-signed = ya firmó una ronda posterior.
doubt-no-proposal = la propuesta todavía no ha llegado aquí.
doubt-no-meeting = aquí no se conoce la asamblea, o ya terminó.
doubt-other-question = pregunta otra cosa que la propuesta, o se contaría de otra manera.
doubt-other-text = en este teléfono la propuesta dice otra cosa.
doubt-not-checked-in = { $name } no se ha registrado así, que este teléfono sepa.
doubt-left-out = { $name } está aquí y no aparece en la lista.
doubt-other-tellers = los escrutadores no son los que salieron en el sorteo.
doubt-other-ties = el orden que rompe los empates no sale del sorteo.
doubt-other-quorum = el número que tiene que participar no es el que acordó el círculo.

ballot-title = Tu voto
ballot-again = Cambia tu voto
ballot-is = Dijiste: { $name }
ballot-choose = ¿Qué dices?
ballot-agree = De acuerdo
ballot-agree-words = Se puede hacer así.
ballot-concern = De acuerdo, con una preocupación
ballot-concern-words = Se puede hacer, y esto debe oírse.
ballot-concern-said = De acuerdo, con una preocupación: { $name }
ballot-stand-aside = Me hago a un lado
ballot-stand-aside-words = No estoy de acuerdo, y no detengo a los demás.
ballot-block = Lo bloqueo
ballot-block-words = No debe hacerse. Hace falta una razón.
ballot-block-said = Lo bloquea: { $name }
ballot-yes = Sí
ballot-yes-words = Estoy a favor.
ballot-no = No
ballot-no-words = Estoy en contra.
ballot-abstain = Me abstengo
ballot-abstain-words = Ni sí ni no; se muestra.
ballot-blank = Lo dejo a los demás
ballot-blank-words = Participé y no digo nada.
ballot-none-of-them = Ninguna
ballot-reason = Con tus palabras
ballot-reason-hint = Todos pueden leerlo con el resultado.
ballot-approve = ¿Cuáles puedes aceptar?
ballot-approve-hint = Todas las que quieras. Ninguna también es una respuesta.
ballot-rank-hint = Pulsa primero la mejor y luego la siguiente. Las que dejes van después de todas las demás.
ballot-ranked = Tu orden
ballot-next = { $count ->
    [1] ¿Cuál es la mejor?
   *[other] ¿Cuál va en el lugar { $count }?
}
ballot-equal = Tan buena como { $name }
ballot-take-out = Quitar { $name }
ballot-who-reads = Es una votación abierta: cuando se cierre, todos podrán leer quién dijo qué.
ballot-button = Votar
ballot-cast = Has votado. Puedes cambiar tu voto hasta que se cierre.
ballot-nothing-chosen = Elige algo primero.

tellers-title = Quién la cierra
tellers-words = { $count } de { $of } escrutadores tienen que acordar qué votos se cuentan. Ningún voto que uno de ellos declare puede quedar fuera.
teller-reported = ha declarado sus votos
teller-ended = dice que terminó
teller-waits = espera votos
vote-end = Terminó: cerrarla
vote-ended = Dijiste que terminó. Se cierra cuando lo digan bastantes escrutadores.
slips-title = Papeletas
slips-words = Dos escrutadores leen cada papeleta y anotan lo mismo; entonces cuenta.
slip-once = La ha anotado un escrutador; falta otro.
slip-read = Anotada. Otro escrutador tiene que anotar lo mismo.
vote-stuck = ¿No llega a su fin?
vote-stuck-words = { $count ->
    [one] Si { $count } persona con derecho la abandona, no queda en nada y se puede preguntar de nuevo.
   *[other] Si { $count } con derecho la abandonan, no queda en nada y se puede preguntar de nuevo.
}
vote-void = Abandonarla
vote-void-said = La has abandonado. Tu teléfono ya no reconocerá ningún resultado.
vote-void-progress = La abandonan { $name }; hacen falta { $count }.

outcome-passed = Aprobada
outcome-too-few = No aprobada: muy pocos
outcome-nobody-voted = No aprobada: nadie tomó partido
outcome-nobody-agrees = No aprobada: nadie está de acuerdo
outcome-no-such-vote = No se pudo contar nada
outcome-stopped = Detenida por un bloqueo
outcome-winners = { $count ->
    [one] Elegida: { $name }
   *[other] Elegidas, en este orden: { $name }
}
outcome-drawn = { $count ->
    [one] Por sorteo: { $name }
   *[other] Por sorteo, en este orden: { $name }
}
result-straw = Un sondeo muestra lo que piensa la gente. No obliga a nadie.
result-not-quorate = { $count ->
    [one] No decide nada: tenía que participar al menos { $count }.
   *[other] No decide nada: tenían que participar al menos { $count }.
}
result-tie = { $name } estaban empatadas; el orden sorteado antes del primer voto puso delante a { $first }.
result-agree = { $count ->
    [one] { $count } teléfono lo ha contado por su cuenta y llegó a lo mismo.
   *[other] { $count } teléfonos lo han contado por su cuenta y llegaron a lo mismo.
}
result-differ = Hay teléfonos que contaron otra cosa
result-differ-words = Uno de ellos se equivoca, o este. Comparen los votos de abajo con: { $name }
result-ballots = { $count ->
    [one] Leer el único voto
   *[other] Leer los { $count } votos
}
result-approvals = { $count ->
    [one] { $count } puede aceptarla
   *[other] { $count } pueden aceptarla
}
result-reached = Hacían falta { $count }. Alcanzado.
result-missed = Hacían falta { $count }. No alcanzado.
part-agree = { $count } de acuerdo
part-concern = { $count } de acuerdo con una preocupación
part-stand-aside = { $count } se hacen a un lado
part-block = { $count } lo bloquean
part-yes = { $count } sí
part-no = { $count } no
part-abstain = { $count } se abstienen
part-blank = { $count } en blanco
part-silent = { $count } aquí sin votar
part-absent = { $count } que no están
duels-title = Todos los duelos
duels-every = La primera vence a cada una de las demás.
duels-paths = Ninguna vence en todos los duelos; la primera tiene la cadena de duelos ganados más fuerte hasta cada una de las demás.
duels-tie = Otras son igual de fuertes; decidió el orden sorteado antes del primer voto.
duels-nobody = Nadie puso nada en orden.
duel = { $one } contra { $other }: { $votes } a { $against }

## Propuestas para todos
motions-title = Propuestas
motions-lead = Lo que obliga a todos necesita más de la mitad de los votos. Firma lo que te parezca bien; quien se te acerque lleva tu firma adelante.
motions-none = Nadie ha propuesto nada todavía.
motions-mine = { $count ->
    [one] Una propuesta espera tu firma, o que no la firmes
   *[other] { $count } propuestas esperan tu firma, o que no las firmes
}
motions-open = Abiertas
motions-over = En vigor
motion-new = Nueva propuesta
motion-about = ¿Qué debería hacer el círculo?
motion-kind-text = Algo en palabras
motion-kind-text-words = Lo que escribas es lo que vale.
motion-kind-evening = Una reunión para que entre gente
motion-kind-evening-words = Todos los que estén en un mismo cuarto entran de una vez, si más de la mitad confirma la lista.
motion-kind-rules = Cambiar una regla
motion-kind-rules-words = Ves qué cambiaría antes de proponerlo.
motion-kind-remove = Sacar a alguien
motion-kind-remove-words = Está en la página de esa persona, en «Gente».
motion-text = Qué propones
motion-text-hint = Un asunto a la vez. Lo puede leer todo el círculo.
motion-reasons = Tus razones
motion-reasons-hint = Las puede leer todo el círculo, también la persona de quien se trata.
motion-remove-title = ¿Sacar a { $name }?
motion-remove-lead = Con una propuesta se le pide al círculo. Al hacerla la firmas, y vale en cuanto haya firmado más de la mitad de los votos.
motion-remove-follows = Lo que escribió hasta ahora se queda. Lo que siga ya no se lee, y a su teléfono no le llega nada nuevo.
motion-remove-answer = Puede responder, y su respuesta queda junto a tus razones.
motion-button = Hacer la propuesta
motion-made = La propuesta está hecha y la firmaste. A los demás les llega cuando se encuentren los teléfonos.
motion-made-unsigned = La propuesta está hecha. A los demás les llega cuando se encuentren los teléfonos.
motion-is-remove = Sacar a { $name }
motion-is-rules = Cambiar las reglas
motion-is-evening = Hacer una reunión para que entre gente
motion-is-text = Propuesta
motion-unknown = Todavía no está aquí
motion-unknown-words = Este teléfono no conoce esta propuesta. Quizá llegue cuando te encuentres con los demás.
motion-by = { $name }, { $ago }
motion-why = Por qué
motion-answer-title = Lo que responde { $name }
motion-answer-none = { $name } todavía no responde.
motion-allies-title = { $name } respondió por
motion-allies-words = Pueden firmar como todos. Se dice aquí porque a quien le debe su lugar a alguien le puede costar juzgarlo.
motion-changes = Qué cambiaría
motion-changes-nothing = Ya no cambiaría nada: las reglas ya dicen esto.
motion-before = Ahora
motion-after = Después
motion-signed = Quiénes han firmado
motion-signed-nobody = Nadie todavía.
motion-progress = Han firmado { $signed } de { $roll } con voto; hacen falta { $needed }.
motion-progress-done = Firmaron { $signed } de { $roll } con voto; hacían falta { $needed }.
motion-in-force = En vigor
motion-open = Abierta
motion-signed-mine = Ya firmaste
motion-sign = Firmar
motion-sign-title = ¿Firmar esta propuesta?
motion-sign-words = Una firma no se puede retirar. Cuenta pase lo que pase después, también si te vas.
motion-sign-none = Quien no está de acuerdo no firma; no hay otro no.
motion-sign-button = La firmo
motion-signed-told = Firmada. Tu firma viaja cuando se encuentren los teléfonos.
motion-sign-cannot = No tenías voto cuando se hizo, así que tu firma no contaría.
motion-sign-accused = Se trata de ti, así que no la puedes firmar; puedes responder.
motion-answer = Responder
motion-answer-label = Tu respuesta
motion-answer-hint = La puede leer todo el círculo, junto a las razones.
motion-answer-button = Responder a la vista de todos
motion-answered = Tu respuesta está junto a la propuesta.

## Cambiar reglas
change-lead = Cambia lo que quieras; lo demás se queda. Se vuelve una propuesta, y vale en cuanto firme más de la mitad de los votos.
change-purpose = Para qué es el círculo
change-vouches = Cuántas personas responden por quien llega
change-budget = Personas nuevas al mes por las que puede responder cada quien
change-no-limit = Déjalo vacío para que no haya límite.
change-fading = Días sin verse después de los que el voto se duerme
change-never = Déjalo vacío para que no se duerma nunca.
change-method = Cómo se decide si nadie dice otra cosa
change-quorum = Cuántos de cada cien participan para que valga una votación
change-notice = Días que una propuesta se puede leer
change-term = Días por los que se da un cargo
change-retention = Días que se muestran los anuncios y las pláticas
change-support = Cuántas personas más apoyan una propuesta antes de que se pueda votar
change-blocks = Cuántos bloqueos detienen una propuesta por consentimiento
change-share = Cuánto hace falta donde es sí o no
change-recovery = Días que espera quien perdió su teléfono
change-nothing = Nada todavía.
change-unsound = Hay un número que no está bien.

## Verse en persona
vouch-code-title = Tu código de persona
vouch-code-lead = Que lo escanee quien tengas enfrente. Dice cuál es tu llave en este círculo, y nada más.
vouch-code-opens-nothing = No abre nada y no caduca. Quien lo escanee desde adentro puede responder por ti, o decir que se volvieron a ver.
vouch-scan = Escanear el suyo
vouch-scan-title = Ver a alguien
vouch-scan-lead = Escanea el código de persona en el teléfono de quien tengas enfrente. Está en «Gente», o mientras toca a la puerta.
vouch-code-knocks = Este código es para tocar a la puerta. Pide su código de persona.
vouch-not-a-code = Esto no es un código de persona.
vouch-other-circle = Este código es de otro círculo.
vouch-own = Este código es el tuyo. Escanea el de la persona que tienes enfrente.
vouch-gone = Quien tenía esta llave ya no está en el círculo. Para volver se toca otra vez a la puerta, con una llave nueva.
vouch-before-title = Antes de decirlo
vouch-member = { $name } es del círculo. Dices que se volvieron a ver.
vouch-compare = Compara la marca y las cuatro palabras con lo que muestra su teléfono, y su cara con el nombre.
vouch-lets-in = Con esto { $name } entra, y puede leer todo lo del círculo, también lo anterior.
vouch-counts = Respondes por { $name }. Entra cuando hayan respondido los que faltan.
vouch-budget = { $count ->
    [one] Es la última persona nueva por la que puedes responder este mes.
   *[other] Es una de las { $count } personas nuevas por las que aún puedes responder este mes.
}
vouch-no-budget = Las reglas no ponen límite a por cuántos respondes.
vouch-budget-spent = Este mes ya respondiste por tantas personas nuevas como permiten las reglas.
vouch-what = Si lo dices, pasa esto
vouch-seen = Todo el círculo puede ver que fuiste tú.
vouch-again = ¿Esta persona ya estuvo aquí?
vouch-again-no = No
vouch-show-mine = Mostrar tu código de persona

## Irse
leave-way = Irme de este círculo
leave-title = ¿Irte de «{ $name }»?
leave-seen = Los demás ven que te fuiste en cuanto se encuentren los teléfonos.
leave-stays = Lo que escribiste se queda con ellos.
leave-back = Para volver hace falta que respondan por ti otra vez, como por cualquiera que llega.
leave-reads = Lo que hay aquí lo puedes seguir leyendo hasta que olvides el círculo.
leave-button = Irme
leave-not = Quedarme
left = Te fuiste. Los demás se enteran cuando se encuentren los teléfonos.
outside-left = Te fuiste de este círculo
outside-told = { $count ->
    [one] { $names } tiene tu palabra. Por ahí la oyen los demás.
   *[other] { $names } tienen tu palabra. Por ahí la oyen los demás.
}
outside-untold = Hasta donde sabe este teléfono, nadie tiene todavía tu palabra. Sale cuando te encuentres con alguien de ahí.
outside-removed = El círculo te sacó
outside-removed-words = Lo firmó más de la mitad de los votos. La propuesta con sus razones está en «Gente».
outside-cut = Este teléfono fue desligado
outside-cut-words = Otro teléfono tuyo dijo que este se perdió.
outside-reads = Puedes leer lo que llegó hasta entonces. Ya no llega nada nuevo.
outside-forget-way = Olvidar este círculo
outside-forget-title = ¿Olvidar «{ $name }»?
outside-forget-here = Se borra de este teléfono todo lo del círculo, también tu llave.
outside-forget-others = Lo que tienen los demás se queda con ellos.
outside-forget-untold = Si desde entonces no te encontraste con ninguno, nadie tiene tu aviso: para ellos seguirías adentro.
outside-forget-button = Olvidarlo
outside-forgotten = Olvidado. En este teléfono no queda nada de ello.

## Teléfonos
devices-title = Tus teléfonos aquí
devices-lead = Con los que estás en este círculo.
devices-guarded = Si los pierdes todos, tus guardianes te pueden traer de vuelta.
devices-unguarded = Si los pierdes todos, nadie te puede traer de vuelta: no has escogido guardianes.
device-here = Este teléfono
device-other = Otro teléfono
device-cut = Desligado
device-cut-off = Se perdió: desligarlo
device-cut-title = ¿Desligar este teléfono?
device-cut-stays = Lo que escribió hasta ahora se queda.
device-cut-after = Lo que escriba desde ahora no cuenta, y no le llega nada nuevo en cuanto los demás lo sepan.
device-cut-for-ever = No se puede deshacer. Si aparece, entra como uno nuevo.
device-cut-button = Desligarlo
device-cut-told = Desligado. Los demás se enteran cuando se encuentren los teléfonos.
recoveries-title = Esperan su teléfono nuevo
recoveries-words = La espera da tiempo de reclamar a quien no perdió nada.
recoveries-waiting = { $count ->
    [one] Alguien espera su teléfono nuevo
   *[other] { $count } personas esperan su teléfono nuevo
}
recovery-helped = Le vio y le ayudó { $name }.
recovery-waits = { $count ->
    [0] Ya es hora: lo pone en vigor el próximo teléfono que se lo encuentre.
    [one] { $count } día más.
   *[other] { $count } días más.
}
impostor-title = Alguien dice que es tú
impostor-words = { $count ->
    [0] Dice que perdiste tu teléfono. Desde ahora un teléfono nuevo puede tomar tu lugar. Reclama ya, si no eres tú.
    [one] Dice que perdiste tu teléfono. En { $count } día un teléfono nuevo toma tu lugar y este queda desligado. Reclama, si no eres tú.
   *[other] Dice que perdiste tu teléfono. En { $count } días un teléfono nuevo toma tu lugar y este queda desligado. Reclama, si no eres tú.
}
object-button = No soy yo
objected = Dicho: no pasa nada. Habla con quien le ayudó.

## Una asamblea de fundación
evening-title = Asamblea de fundación
evening-lead = Todos los que están ahora en el cuarto entran al círculo de una vez.
evening-scan = Muestras un código; cada quien lo escanea y toca a la puerta. La lista crece en tu pantalla.
evening-confirm = Cuando estén todos, cierras la lista. Cada quien la ve y dice: estoy aquí, y ellos también.
evening-all = En cuanto lo haya dicho más de la mitad, todos están adentro y han respondido unos por otros.
evening-begin = Empezar
evening-over = Ahora no hay asamblea. El círculo puede acordar una: haz una propuesta.
evening-show = Que lo escaneen de uno en uno. Cambia cada vez.
evening-close = Ya están todos: cerrar la lista
evening-end = Dejarlo
evening-closed = Ya todos tienen la lista. Queda cuando la confirme más de la mitad.
evening-progress = Han confirmado { $confirmed } de { $all }; hacen falta { $needed }.
evening-list = { $count ->
    [0] Nadie todavía
    [one] { $count } persona en la lista
   *[other] { $count } personas en la lista
}
evening-has-confirmed = ya confirmó
evening-strike = { $name } no está
evening-here = Estás en la asamblea
evening-wait = Estás en la lista. Cuando hayan llegado todos la verás aquí.
evening-look = Mira a tu alrededor: ¿son estas las personas que están en el cuarto?
evening-yes = Estoy aquí, y ellos también
evening-confirmed = Ya confirmaste. En cuanto lo haga más de la mitad, entras.

## Ajustes
size = Tamaño de letra
size-percent = { $count } %
theme = Claro u oscuro
theme-system = Como el teléfono
theme-light = Claro
theme-dark = Oscuro
settings-name = Tu nombre
settings-rename = Cambiar
renamed = Desde ahora te llamas { $name }.
settings-area = Mi zona
settings-area-hint = Una calle o una plaza, para que el tablero muestre lo que está cerca de ti. Nunca sale de este teléfono.
settings-keep = Guardar
area-kept = Guardado solo en este teléfono.
area-forgotten = Se borró tu zona.
settings-join = Unirte a otro círculo
settings-start = Empezar otro círculo
about = Qué promete Tequio y qué no
about-lead = Dicho con claridad, para que juzgues por tu cuenta.
about-promises = Lo que promete
promise-no-account = No hay cuenta ni servidor. Nadie tiene una lista contigo.
promise-direct = Los teléfonos hablan entre sí directamente y cifrado. Un extraño cercano no puede leer lo que va por el aire.
promise-notes = Una nota para quien te ayuda solo la pueden leer ustedes dos.
promise-log = Nadie puede cambiar lo que escribió otra persona, y todos ven lo mismo.
promise-free = Lo que ocultas y tus ajustes se quedan en este teléfono.
about-limits = Lo que ninguna aplicación puede
limit-members = La gente del círculo puede leer y repetir lo que se dice en él. Deja entrar a quien conoces.
limit-lent = Para los demás, quien tenga tu teléfono desbloqueado eres tú.
limit-beside = No puede saber si hay alguien a tu lado que te dice qué escribir.
limit-erase = Lo que otros ya recibieron no lo puedes borrar de sus teléfonos.
limit-reach = Un mensaje solo llega a teléfonos que se encuentran. Un día sin nadie, espera.
about-version = Versión { $name }
wipe = Destruir todo en este teléfono
wipe-title = ¿Destruirlo todo?
wipe-lead = Nadie puede recuperarlo, tú tampoco.
wipe-what = Se destruyen tus llaves, círculos, notas y borradores de este teléfono.
wipe-others = Lo que escribiste se queda con la gente que lo recibió.
wipe-key = Con las llaves pierdes tu lugar en tus círculos. Para volver, alguien tiene que dejarte entrar de nuevo.
wipe-no-copy = No hay copia en ninguna otra parte, salvo en un archivo que tú hayas guardado.
wipe-understood = Entiendo
wipe-button = Destruir ahora
wiped = Hecho. Todo lo de este teléfono está destruido.

## Protegido
guard = Bloqueo y contraseña
guard-title = Cómo se protege este teléfono
guard-file = La llave de lo que se guarda aquí está en un archivo al lado. Quien tenga este teléfono desbloqueado, o una copia de su memoria, puede leerlo todo.
guard-keychain = El llavero de este teléfono tiene la llave de lo que se guarda aquí. Quien pueda desbloquear el teléfono puede leerlo todo.
guard-passphrase = Tu contraseña protege la llave de lo que se guarda aquí. Con Tequio bloqueado, nadie puede leerlo sin ella.
guard-set = Poner la contraseña
guard-change = Cambiar la contraseña
guard-remove = Quitar la contraseña
guard-lost = Si la olvidas, nadie puede ayudarte: lo que se guarda aquí se pierde también para ti.
guard-done = Desde ahora este teléfono se abre con esa contraseña.
guard-removed = Ya ninguna contraseña protege este teléfono.
passphrase-current = Tu contraseña de ahora
passphrase-new = Contraseña nueva
passphrase-again = La misma otra vez
passphrase-hint = Cuatro palabras que no tengan que ver entre sí son buenas. Una fecha o un nombre, no.
passphrase-show = Mostrar lo que escribo
lock-now = Bloquear ahora
lock-needs = Primero pon una contraseña: sin ella no hay con qué bloquear.
lock-after = Bloquear solo cuando no está a la vista
lock-after-never = Nunca
lock-after-minutes = { $count ->
    [one] Tras { $count } minuto
   *[other] Tras { $count } minutos
}
unlock-title = Bloqueado
unlock-passphrase = Contraseña
unlock-button = Abrir
unlock-wait = { $count ->
    [one] Otro intento en { $count } segundo. Por uno malo no se pierde nada.
   *[other] Otro intento en { $count } segundos. Por uno malo no se pierde nada.
}
duress-title = Código de emergencia
duress-lead = Una segunda contraseña, para cuando alguien te obliga a desbloquear. Abre un teléfono inofensivo y destruye el verdadero.
duress-opens = Abre un teléfono pequeño con un nombre y un círculo que eliges aquí. Se usa como cualquier otro.
duress-destroys = En ese momento se destruye la llave de todo lo verdadero. Solo un archivo de copia lo trae de vuelta.
duress-untold = Ni esta página ni el archivo de la llave dicen si hay un código. Solo funciona en la pantalla bloqueada.
duress-limits = Lo que no puede ocultar
duress-copy = Una copia de la memoria de este teléfono que alguien hizo antes se sigue abriendo con tu contraseña verdadera.
duress-traces = Un taller puede notar que se borró un archivo más grande, y que el teléfono inofensivo nació en ese momento.
duress-others = La gente de tus círculos sabe que estás en ellos, y sus teléfonos también.
duress-law = En algunos lugares se castiga destruir lo que se busca. Tú decides.
duress-code = Código de emergencia
duress-code-hint = Nada parecido a tu contraseña: un desliz del dedo no debe bastar.
duress-again = El código otra vez
decoy-name = Nombre en el teléfono inofensivo
decoy-circle = Su círculo
decoy-hint = Algo que no extrañe a nadie: un coro, un club deportivo.
duress-button = Poner el código
duress-remove = Quitar el código
duress-set = El código está puesto.
duress-removed = Ya no hay código.
suspend = Antes de un retén
suspend-title = Guardarlo todo fuera
suspend-lead = Todo lo de este teléfono va a un solo archivo sellado, y el teléfono queda como nuevo. Después, el archivo y su contraseña lo traen todo de vuelta.
suspend-checked = El archivo se vuelve a leer de principio a fin antes de destruir nada aquí.
suspend-elsewhere = Guarda el archivo en otra parte: en una memoria, o con alguien de confianza. Sin su contraseña nadie puede leerlo.
suspend-back = Cuando vuelva, eres la misma persona en tus círculos, con llaves nuevas.
suspend-code = La contraseña y el código de este teléfono no van en el archivo: ponlos de nuevo.
suspend-folder = En qué carpeta
suspend-folder-hint = Una memoria, o una carpeta de la que copies. No donde Tequio guarda lo suyo.
suspend-passphrase = Contraseña del archivo
suspend-understood = Me sé de memoria la contraseña del archivo
suspend-button = Guardar fuera y vaciar este teléfono
suspended = Guardado: { $name }. Este teléfono está vacío.
restore = Traerlo todo de vuelta
restore-title = Traerlo todo de vuelta
restore-lead = Del archivo en el que lo guardaste todo, con su contraseña.
restore-file = Elegir el archivo
restore-none = Aún no hay archivo elegido.
restore-chosen = Aquí está { $name }.
restore-button = Traerlo de vuelta
restored = Todo está otra vez aquí.
denied-wrong = Esa no es la contraseña. Nada ha cambiado.
denied-empty = Escríbela primero.
denied-short = { $count ->
    [one] Al menos { $count } letra, por favor.
   *[other] Al menos { $count } letras, por favor.
}
denied-long = Es demasiado larga: basta una frase.
denied-differs = La segunda vez escribiste otra cosa.
denied-alike = Se parece demasiado al otro secreto de este teléfono: bastaría un desliz. Elige algo muy distinto.
denied-place = Ahí no se puede guardar nada. Elige otra carpeta.
denied-no-file = No hay archivo, o no se puede leer. Elígelo otra vez.
denied-no-backup = No es un archivo de este tipo, o está dañado. Nada ha cambiado.

## Lo que se rechazó
refused-too-long = { $over ->
    [one] Sobra un carácter: caben { $limit }.
   *[other] Sobran { $over } caracteres: caben { $limit }.
}
refused-unreadable = Tiene signos que no se ven, o un salto de línea. Escríbelo de nuevo.
refused-helpers = Un número de 1 a { $count }, por favor.
refused-between = Un número de { $least } a { $most }, por favor.
refused-no-such-person = No está en este círculo, o ya no.
refused-yourself = Esa persona eres tú.
refused-budget-spent = Tú, o quienes respondieron por ti, ya respondieron este mes por tanta gente nueva como permiten las reglas del círculo.
refused-faded = Hace tanto que nadie del círculo te ve que tu voz descansa. Encuéntrate con algunos: que escaneen tu código.
refused-already-vouched = Ya respondiste por esta persona. Hacen falta otros también.
refused-no-such-motion = Esta moción ya está en vigor, o no está en este teléfono.
refused-not-on-roll = Solo puede firmar quien tenía asiento cuando se escribió, y no la persona de quien trata.
refused-already-signed = Ya firmaste esto.
refused-too-many-motions = Tienes { $count } mociones abiertas. Espera a que se decida una.
refused-no-such-recovery = Esto ya terminó.
refused-too-few-confirmed = Primero tiene que confirmar la lista más de la mitad de quienes están en ella.
refused-no-evening = El círculo tiene que acordar antes una reunión así.
refused-no-such-proposal = Esta propuesta no está en este teléfono.
refused-no-such-amendment = Este cambio no está en este teléfono, o ya no se puede hacer nada con él.
refused-proposal-over = Se está votando, ya se decidió o se retiró: ya no se puede cambiar nada.
refused-not-ready = Todavía no se puede votar: le faltan apoyos o días para leerse.
refused-not-writer = Eso solo puede hacerlo quien lo escribió.
refused-own-proposal = Es tu propia propuesta: ya tiene tu apoyo.
refused-nothing-changed = Hasta ahora nada es distinto en el texto.
refused-too-many-proposals = Tienes { $count } propuestas abiertas. Espera a que se decida una, o retira una.
refused-too-many-amendments = Has propuesto { $count } cambios a esto. Mejor propón un texto tuyo.
refused-too-many-remarks = Has dicho { $count } cosas aquí. Deja hablar a los demás; lo que escribiste se queda.
refused-no-such-decision = La decisión de que se trata no vale, o no está en este teléfono.
refused-until-passed = Ese momento ya pasó o no es una fecha. Elige otro.
refused-not-member = Todavía no estás adentro de este círculo.
refused-already-founded = Este círculo ya empezó.
refused-nobody-knocks = Ya no está tocando.
refused-no-such-post = Este anuncio no está en este teléfono.
refused-closed = Esto ya terminó.
refused-full = Ya hay bastante gente.
refused-own-post = Este anuncio es tuyo.
refused-not-author = Solo puede hacerlo quien lo escribió.
refused-already-claimed = Ya lo dijiste.
refused-no-claim = Ya retiró su sí.
refused-not-confirmed = No han quedado en esto.
refused-already-done = Ya dijiste que está hecho.
refused-somebody-confirmed = Alguien cuenta con ello: cancélalo con unas palabras.
refused-incomplete = En este teléfono falta una parte de lo que escribiste. Podrás escribir otra vez cuando alguien cercano la traiga de vuelta.
refused-log-full = En este teléfono ya no cabe más de este círculo. Puedes leer, pero ya no escribir.
empty-name = Hace falta un nombre. Sirve cualquiera que conozcan tus vecinos.
empty-circle-name = El círculo necesita un nombre.
empty-title = Di en una línea de qué se trata.
empty-for-whom = Di para quién es.
empty-note = La nota está vacía.
empty-notice = Hacen falta unas palabras a los demás.
empty-motion = Di por qué, para que los demás puedan decidir.
empty-answer = La respuesta está vacía.
empty-proposal = Di qué debería hacer el círculo.
empty-remark = Todavía no dice nada.
empty-other = Aquí hace falta algo.

## Reuniones
meetings-title = Reuniones
meetings-over = { $count ->
    [one] Una reunión terminó
   *[other] { $count } reuniones terminaron
}
meeting-open = Abrir una reunión
meeting-open-lead = Están en un mismo lugar, teléfono en mano. Quien llega se registra con alguien que ya está dentro. Nadie la preside.
meeting-place = ¿Dónde están?
meeting-place-hint = Con palabras: el patio de la escuela, la cocina de Rosa.
meeting-points = ¿De qué se va a hablar?
meeting-points-hint = Un punto en cada línea. En la reunión se añaden más a mano alzada.
meeting-turn = ¿Cuánto dura un turno?
turn-none = Sin límite
turn-one = 1 minuto
turn-two = 2 minutos
turn-five = 5 minutos
meeting-open-button = Abrirla
meeting-above = Reunión
meeting-unknown-words = Esta reunión no está en este teléfono. Quizá llegue con el próximo vecino.
meeting-status-on = En curso
meeting-status-mine = Estás dentro
meeting-status-over = Terminó
meeting-opened-by = La abrió { $name }
meeting-here = { $count ->
    [one] Una persona está aquí
   *[other] { $count } personas están aquí
}
meeting-gone = { $count ->
    [one] Una se fue
   *[other] { $count } se fueron
}
meeting-who-let-in = Quién está y quién dejó entrar a quién
meeting-leave = Me voy
meeting-close = Cerrar la reunión
meeting-close-hands = A mano alzada: cerrar la reunión
meeting-reopen-hands = A mano alzada: que siga
names-and = { $names } y { $last }

## Reuniones: la línea
now-label = Qué está pasando
now-over = La reunión terminó
now-vote = Votación: { $name }
now-lot = Los teléfonos están sorteando
now-hands = Votación a mano alzada
now-speaking = Habla { $name }
now-gathering = { $count ->
    [one] Va llegando la gente: falta una persona
   *[other] Va llegando la gente: faltan { $count }
}
now-point = { $name }
now-talk = Todos conversan
now-left = Quedan { $name }
now-over-time = { $name } de más
now-quorum = { $here } de { $roll } aquí: alcanza para decidir
now-no-quorum = { $here } de { $roll } aquí; hacen falta { $needed } para decidir
do-over = No hay nada más que hacer.
do-check-in = Regístrate para participar.
do-wait-at-door = Alguien que está dentro te deja entrar.
do-say-here = Di que estás aquí.
do-say-still = Di que sigues aquí.
do-let-in-waiting = Alguien espera en la puerta: déjale entrar.
do-vote = Emite tu voto.
do-raise = Levanta la mano, a favor o en contra.
do-wait-for-hands = Tu mano está levantada. Faltan otras.
do-speak = Es tu turno.
do-mind-time = Cuida el tiempo y termina el turno.
do-wait-for-turn = Estás en la lista.
do-listen = Escucha. Pide la palabra si quieres.
do-begin = Sigues tú: empieza cuando haya silencio.
do-show-code = Muestra el código a quienes llegan.
do-call-next = Da la palabra a quien sigue.
do-ask-to-speak = Pide la palabra si quieres.
do-throw = Tiren dados, y dos escriben lo que muestran.
do-keep-near = Nada. Deja tu teléfono encendido y cerca.

## Reuniones: la puerta
door-lead = Quien está dentro tiene un código en su pantalla. Escanéalo y entras.
door-scan = Escanear el código
door-scan-title = Registrarse
door-scan-lead = Pon tu teléfono sobre el código en la pantalla de alguien que está dentro.
door-i-am-here = Estoy aquí
door-here-hint = Sin cámara: di que estás aquí, y alguien que está dentro te deja entrar con un toque.
door-asked = Dijiste que estás aquí. En cuanto lo diga también alguien que está dentro, entras.
door-take-back = No estoy, después de todo
door-seen = { $name } dice que estás aquí.
door-not-here = Si no estás ahí, no hagas nada.
door-marked = { $name } dicen que te fuiste.
door-still = Sigo aquí
door-code = El código para quienes llegan
door-code-lead = Muéstralo a quien llega. Cambia cada minuto, y solo este teléfono puede hacerlo.
door-waiting = En la puerta
door-waiting-hint = Deja entrar a quien ves delante de ti. Tu nombre quedará junto al suyo.
door-near = Su teléfono está cerca del tuyo.
door-not-near = Su teléfono no está al alcance del tuyo.
door-brought-by = Viene con { $name }, sin teléfono propio
door-let-in = Veo a { $name }
door-nearby = Cerca y sin registrarse
door-nearby-hint = Toca a quien ves en el lugar. Cada quien dice por sí mismo que está.
door-is-here = { $name } está aquí
door-opened = Abrió la reunión
door-let-in-by = Le dejó entrar { $name }
door-said-left-by = { $name } dice que se fue.
door-has-left = { $name } se fue
door-not-on-roll = No está en la lista de quienes deciden.
door-visible = Todo el círculo puede leer quién dejó entrar a quién, para siempre.
people-of-meeting = Quién está
way-own-phone = Vota en su propio teléfono.
way-shared-phone = Vota en un teléfono compartido.
way-card = Vota con una tarjeta.
way-paper = Vota en papel.
bring-title = Alguien sin teléfono
bring-lead = Tú le traes, y otra persona que está dentro dice que también le ve. Los dos nombres quedarán junto al suyo.
bring-whom = ¿Quién es?
bring-paper = Vota en papel
brought = Ahora otra persona tiene que decir que le ve.

## Reuniones: quién habla
floor-title = La palabra
floor-now = Habla ahora
floor-order-now = Habla ahora, sobre cómo va la reunión
floor-i-am-done = Ya terminé
floor-end-turn = El turno terminó
floor-end-hands = A mano alzada: el turno terminó
floor-empty = Nadie ha pedido la palabra.
floor-rule = Primero quien menos ha hablado; después, quien la pidió antes. Las mociones de orden van delante de todo.
floor-begin-mine = Empiezo
floor-begin = Empieza { $name }
floor-ask = Pido la palabra
floor-order = Moción de orden
floor-withdraw = Ya no quiero hablar
floor-order-point = Sobre cómo va la reunión
floor-not-yet = Aún no ha hablado
floor-spoken = { $turns ->
    [one] Habló una vez
   *[other] Habló { $turns } veces
}, { $minutes } min
facilitator-title = Quién facilita
facilitator-is = { $name } dice de quién es el turno y cuándo se sigue.
facilitator-what = Nada más: todo eso se deshace a mano alzada.
facilitator-nobody = Nadie facilita. Cada quien empieza y termina su turno.
facilitator-volunteer = Yo facilito
facilitator-by-lot = Que se sortee
facilitator-step-down = Ya no facilito
facilitator-none-hands = A mano alzada: que nadie facilite

## Reuniones: manos y orden del día
hands-asked-by = { $name } pide votar a mano alzada
hands-for = A favor
hands-against = En contra
hands-count = { $yes } a favor, { $no } en contra; { $here } están aquí
hands-mine-for = Tu mano está a favor.
hands-mine-against = Tu mano está en contra.
hands-rule = Más de la mitad de quienes están decide al momento; si no, las manos levantadas, cuando dos las hayan contado.
hands-rule-half = Hace falta más de la mitad de todos los que están.
hands-do-count = Ya es hora: contar las manos
hands-go = Hablar ahora de «{ $name }»
hands-add = Poner «{ $name }» en el orden del día
hands-move = Hablar de «{ $name }» como punto { $place }
hands-facilitate = Que facilite { $name }
hands-no-facilitator = Que nadie facilite
hands-speak = Que hable ahora { $name }
hands-end-turn = El turno terminó
hands-close = Cerrar la reunión
hands-reopen = La reunión sigue
hands-passed = Aprobado: { $item }. { $yes } a favor, { $no } en contra.
hands-fell = No aprobado: { $item }. { $yes } a favor, { $no } en contra.
agenda-title = Orden del día
agenda-empty = Aún no tiene nada.
agenda-now = Ahora
agenda-go = Ir ahí
agenda-go-hands = ¿Vamos ahí?
agenda-next = Siguiente punto
agenda-next-hands = A mano alzada: siguiente punto
agenda-unknown = Una propuesta que aún no ha llegado
agenda-add = Añadir un punto
agenda-add-lead = Los demás votan a mano alzada, y queda al final.
agenda-add-button = Pedir que se vote a mano alzada
agenda-proposals = Propuestas
agenda-add-this = Ponerla en el orden del día

## Reuniones: el sorteo
lot-title = Se está sorteando
lot-ask = Sortear
lot-ask-dice = Sortear con dados
lot-signing = Firmaron { $signed } de los { $needed } teléfonos que hacen falta
lot-revealing = { $revealed } de { $all } teléfonos dijeron su secreto
lot-missing = Aún falta { $name }. Si no llega nada, no entra en ningún sorteo de esta reunión.
lot-by-itself = Los teléfonos lo hacen solos. Nadie puede elegir lo que sale.
lot-mixing = Los teléfonos acuerdan qué sale
lot-drawn = El sorteo está hecho. De él salen los nombres que hagan falta en esta reunión.
lot-drawn-dice = El sorteo está hecho. Los dados mostraron { $name }.
lot-barred = Sin sorteo, porque su secreto no llegó: { $name }.
lot-said-twice = { $name } dijo dos cosas donde un teléfono dice una.
dice-title = Ahora los dados
dice-lead = Tiren cuatro o más en medio del lugar, a la vista de todos. Dos personas los escriben, en el mismo orden.
dice-typed = Lo que escribiste
dice-send = Eso muestran
dice-undo = Quitar uno
dice-read = { $name } leyó { $dice }

## Reuniones: lo que se rechazó
refused-no-such-meeting = Este teléfono aún no sabe de esta reunión. Quédate cerca de alguien que esté en ella y prueba en un momento.
refused-meeting-over = Esta reunión ya terminó.
refused-not-there = Solo puede hacerlo quien está registrado en la reunión.
refused-already-there = Ya está dentro.
refused-not-facilitator = Esta reunión la facilita otra persona.
refused-not-your-turn = Es el turno de otra persona.
refused-no-such-show = Esta votación a mano alzada terminó, o ya está abierta.
refused-too-many-shows = Tienes { $count } votaciones a mano alzada abiertas. Espera a que termine una.
refused-agenda-full = En un orden del día caben { $count } puntos.
refused-no-such-point = Esto ya está en el orden del día, o ya no está.
refused-too-few-for-lots = El sorteo se hace cuando hay { $needed } de quienes pueden votar con su teléfono. Ahora hay { $there }.
refused-already-drawn = En una reunión se sortea una vez, y ya se pidió.
refused-no-dice = Escribe un número del 1 al 6 por cada dado, cuando los teléfonos lo pidan.
refused-other-way = Esta llave no va con esta forma de votar, o es de otra persona.
meeting-code-none = Esto no es el código de una reunión.
meeting-code-other-circle = Este código es de una reunión de otro círculo.
empty-point = El punto no dice nada.

## Lo que le pasa a este aparato
fault-disk = Este teléfono no pudo escribir en su memoria. No se envió nada. Prueba otra vez.
fault-full = La memoria de este teléfono está llena. Haz espacio y prueba otra vez.
fault-stopped = La aplicación se detuvo por dentro. Ciérrala y ábrela otra vez; lo que escribiste está guardado.
fault-links = Otra cosa ocupa el lugar donde este teléfono escucharía a los demás, así que nadie llega a él. Prueba otra vez por sí solo; lo que escribas se guarda y sale entonces.
fault-unable = Este teléfono no puede hacer eso, o ya no.
fault-read-only = Este teléfono no puede escribir en su memoria. No se envió nada. Prueba otra vez.
fault-in-use = Otro Tequio abierto tiene lo que se guarda en este teléfono. Ciérralo y prueba otra vez.
fault-damaged = Lo que guardaba este teléfono ya no se puede leer. No se envió nada.
reads-title = Este teléfono solo muestra lo que tiene
reads-lost-title = Algo de lo guardado ya no está
reads-full = Su memoria está llena: no se puede guardar nada nuevo, y no oye a nadie. Haz espacio y abre la aplicación otra vez.
reads-read-only = No puede escribir en su memoria: no se puede guardar nada nuevo, y no oye a nadie. Permítelo y abre la aplicación otra vez.
reads-broken = Lo que guardaba está dañado: no se puede guardar nada nuevo, y no oye a nadie. Lo que queda se puede leer. Guárdalo en un archivo (Ajustes) y empieza de nuevo junto a alguien de tu círculo.
reads-damaged = { $count ->
    [one] Una cosa guardada ya no se puede leer. Quizá la tengan los teléfonos de tu círculo.
   *[other] { $count } cosas guardadas ya no se pueden leer. Quizá las tengan los teléfonos de tu círculo.
}

## Un teléfono que no se puede abrir
closed-title = Este teléfono sigue cerrado
closed-again = Probar otra vez
closed-still = { $count ->
    [one] Se probó otra vez: sigue igual.
   *[other] Se probó { $count } veces más: sigue igual.
}
closed-in-use = Tequio ya está abierto: otra ventana tiene lo que se guarda en este teléfono.
closed-in-use-remedy = Cierra la otra ventana y prueba otra vez. No se pierde nada.
closed-full = La memoria de este teléfono está llena, y sin un poco de espacio Tequio no puede empezar.
closed-full-remedy = Borra algo que no necesites y prueba otra vez. Lo guardado aquí sigue igual.
closed-read-only = Tequio no puede escribir en la memoria de este teléfono.
closed-read-only-remedy = Dale permiso, o vuelve a poner la tarjeta donde estaba, y prueba otra vez. Lo guardado aquí sigue igual.
closed-folder = No se puede usar la carpeta donde este teléfono lo guarda todo.
closed-folder-remedy = Mira si otra cosa ocupó su lugar y prueba otra vez. No se cambió nada.
closed-damaged = Lo que guardaba este teléfono ya no se puede leer: su archivo está dañado.
closed-damaged-remedy = Prueba otra vez. Si sigue así, guarda el archivo para alguien que sepa de esto; lo que escribiste a otros sigue con ellos.
closed-key = Lo guardado en este teléfono está sellado, y su llave no está aquí.
closed-key-remedy = Devuelve el archivo de la llave, o abre el llavero que la tiene, y prueba otra vez. Sin la llave nadie puede leerlo.
closed-version = Lo guardado en este teléfono lo escribió otra versión de Tequio.
closed-version-remedy = Ábrelo con esa versión. No se cambió nada.
closed-locked = Este teléfono está cerrado con una contraseña.
closed-locked-remedy = Escribe su contraseña para abrir lo que se guarda aquí.
closed-disk = La memoria de este teléfono no responde como debe.
closed-disk-remedy = Reinicia el teléfono y prueba otra vez. No se cambió nada.
closed-dice = El sistema de este teléfono no da números al azar, y sin ellos ninguna llave sería segura.
closed-dice-remedy = Reinicia el teléfono y prueba otra vez. Lo guardado aquí sigue igual.
closed-stopped = La aplicación se detuvo por dentro antes de estar lista.
closed-stopped-remedy = Prueba otra vez. Si sigue así, cierra la aplicación y ábrela de nuevo; lo que escribiste está guardado.

## Contactos
contacts-title = Mis contactos
contacts-lead = Gente que conoces, esté en los círculos que esté. Solo tú ves esta lista.
contacts-none = Nadie todavía. Encuéntrate con alguien y escaneen cada quien el código del otro.
contacts-apart = Para cada contacto tienes una clave propia: dos de ellos no pueden saber que conocen a la misma persona.
contact-add = Añadir un contacto
contact-add-lead = Dos teléfonos, uno junto al otro: escanea el código del suyo y deja que escanee el tuyo. Da igual quién empiece.
contact-add-theirs = Su código
contact-add-mine = Tu código
contact-code-once = Este código es para una persona y un día. Quien lo fotografíe no puede hacer nada solo con él.
contact-preview-title = ¿Añadir a { $name }?
contact-preview-compare = Comparen la marca y las palabras con su pantalla.
contact-alike = Cuidado: este nombre se parece a { $name }, que este teléfono ya conoce. Comparen marcas y palabras.
contact-preview-key = Sus dos teléfonos hacen una clave para ustedes dos, y por ella se encuentran cuando están cerca.
contact-preview-name = Te verá como «{ $name }».
contact-preview-turn = También tiene que escanear tu código, si no lo ha hecho: viene enseguida.
contact-preview-met = Alguien los presentó. Desde ahora se conocen en persona, y las claves son las verdaderas.
contact-preview-others = Nadie más se entera, y en ningún círculo cambia nada.
contact-preview-undo = Puedes deshacerlo enseguida.
contact-do-add = Añadir a { $name }
contact-added = { $name } ya es tu contacto.
contact-unanswered = de su teléfono aún no llegó nada
contact-above = Contacto
contact-met-label = Se conocieron
contact-met = se conocieron el { $name }
contact-said-label = Su propio nombre
contact-said = se llama { $name }
contact-introduced = Te lo presentó { $name }; no se han encontrado. Hasta que escaneen sus códigos, solo tienes la palabra de { $name }.
contact-introduced-gone = Te lo presentó alguien que ya no es tu contacto; no se han encontrado.
contact-turn = Si { $name } aún no escaneó tu código, muéstraselo ahora.
contact-turn-lead = { $name } lo escanea en «Añadir un contacto».
contact-show-code = Mostrar mi código a { $name }
contact-level = ¿Qué tanto se conocen?
level-met = Recién
level-known = Conocidos
level-close = De confianza
contact-name = Cómo le dices
contact-name-hint = Solo tú lo ves. Vacío: como se llama.
contact-name-button = Guardar
contact-renamed = Guardado.
contact-none = Ya no es tu contacto.
contact-too-many = En este teléfono no caben más contactos.
contact-code-of-circle = Este código lleva a un círculo. Úsalo donde se entra a un círculo.
contact-code-too-old = Este código tiene más de un día. Que lo muestre de nuevo; si es reciente, uno de los dos relojes está mal.
contact-code-own = Este es tu propio código. Escanea el del otro teléfono.
contact-code-answers-another = Este código responde a otro que el tuyo. Deja que escanee primero el tuyo y escanea después el suyo.
contact-code-used = Este código ya se usó: ya son contactos.
code-of-contact = Este es el código de un contacto. Úsalo en «Mis contactos».
shared-title = Círculos que ambos dijeron
shared-none = Ninguno todavía. Un círculo aparece aquí cuando tú y { $name } dijeron que están en él.
shared-tell = Decirle a { $name } que estoy en «{ $circle }»
introduce-way = Presentar a { $name } con alguien
introduce-title = ¿Con quién presentar a { $name }?
introduce-lead = Se les pregunta a los dos. No pasa nada hasta que ambos digan que sí.
introduce-both = Tú sabes que dijeron que sí, y ningún secreto suyo.
introduce-learn = Leerán que tú los presentaste.
introduce-do = Con { $name }
introduced = Se les pregunta cuando sus teléfonos estén cerca.
introduction-title = { $by } quiere presentarte a { $name }
introduction-what = Si ambos dicen que sí, tendrán una clave entre ustedes. Hasta que se encuentren solo tendrás la palabra de { $by }.
introduction-waits = Dijiste que sí. Ahora se le pregunta a { $name }.
introduction-yes = Sí, quiero conocer a { $name }
introduction-no = Mejor no
introduction-accepted = Dicho. Serán contactos cuando diga que sí también.
introduction-declined = Dicho.
forget-way = Quitar este contacto
forget-title = ¿Quitar a { $name }?
forget-what = La clave entre ustedes y todo lo que se dijeron se destruye en tus teléfonos. A { $name } no se le avisa. No se puede deshacer; pueden escanearse de nuevo.
forget-do = Quitar
forgotten = { $name } ya no es tu contacto.

## Guardianes
guardians-title = Guardianes
guardians-lead = Si pierdes todos tus teléfonos, algunos de tus contactos juntos pueden ayudarte a volver. Elige a quienes les confiarías la llave de tu casa.
guardians-now = Elegidos ahora
guardians-who = { $names }. Hacen falta { $threshold } de { $count }.
guardians-none = Los guardianes se eligen entre tus contactos: añade algunos primero.
guardians-choose = ¿Quiénes serán?
guardians-threshold = ¿Cuántos de { $count } hacen falta?
guardians-can = Cualesquiera { $threshold } juntos pueden traerte de vuelta — y, si quisieran, hacerse pasar por ti en un teléfono suyo. Tus círculos esperan unos días, en los que tu teléfono puede oponerse.
guardians-cannot = Menos de { $threshold } no se enteran de nada ni pueden nada.
guardians-circles = A cada uno de tus círculos se le dice una clave propia; por ella nadie sabe quiénes son tus guardianes ni en qué otros círculos estás.
guardians-arrive = El teléfono de cada guardián recibe su parte cuando está cerca del tuyo.
guardians-do = { $count ->
    [one] Elegir a este guardián
   *[other] Elegir a estos { $count } guardianes
}
guardians-chosen = Elegidos. Lo elegido antes ya no vale.
help-way = Ayudar a volver a { $name }
help-title = Ayudar a volver a { $name }
help-lead = ¿Está { $name } frente a ti con un teléfono nuevo? Escanea el código que muestra.
help-question = ¿De verdad está { $name } frente a ti?
help-look = Mira a la persona, no un mensaje. Nunca lo hagas por teléfono ni para alguien enviado.
help-pressed = ¿Alguien presiona a { $name } para hacerlo? Entonces di que no.
help-yes = Sí, { $name } está frente a mí
help-no = No
help-show = Que el teléfono nuevo de { $name } escanee esto. Lleva tu parte, y solo ese teléfono la puede leer.
return-way = Perdí mis teléfonos: volver con mis guardianes
return-title = Volver con tus guardianes
return-lead = Visita a tus guardianes uno por uno. Cada quien escanea este código y te muestra otro.
return-none-yet = Nadie ha ayudado todavía.
return-missing = { $count ->
    [one] Falta un guardián.
   *[other] Faltan { $count } guardianes.
}
return-show = Muestra esto
return-read = Escanea lo que te muestren
return-taken = Recibido. Dale las gracias.
return-enough = Ya ayudaron suficientes guardianes.
return-next-knock = Ahora toca a la puerta de tu círculo con el código de un miembro y diles que estás volviendo.
return-next-wait = El círculo espera unos días, en los que tus teléfonos viejos pueden oponerse.
return-stop = Dejar de volver
return-knocks = Dice que vuelve como { $name }, y tiene la clave que devolvieron los guardianes de { $name }:
return-look = Di que sí solo si { $name } está frente a ti: mira la cara y luego compara la marca y las cuatro palabras con el teléfono nuevo.
return-follows = Con eso todavía no entra. Espera los días que digan las reglas, y sus teléfonos viejos pueden oponerse.
return-yes = { $name } está frente a mí
return-helped = Dicho. Ahora { $name } espera.
return-not-a-code = Este no es un código para volver.
return-for-another = Esta respuesta es para otro teléfono o para un intento anterior. Que tu guardián escanee el código de este teléfono.
return-other-set = La parte de este guardián es de una elección anterior a la de los otros.
return-twice = Este guardián ya ayudó.
return-no-share = Este teléfono no guarda nada para este contacto.
refused-other-purpose = Aquí eso no se puede.
refused-guardians = Elige entre uno y { $count } guardianes.

# Votaciones: por qué no se hizo algo
refused-no-such-vote = Esta votación todavía no está en este teléfono.
refused-not-open = Esta votación no recibe votos ahora.
refused-not-voter = No estás en la lista de votantes, o no votas en este teléfono.
refused-not-teller = Eso solo lo pueden hacer quienes cierran esta votación.
refused-already-voting = Esto ya se está votando. Cierra esa votación, o déjala ir, antes de preguntar de nuevo.
refused-draw-first = Primero echen suertes: con más de { $count } votantes hay que sortear a quienes cierran la votación.
refused-too-many-voters = En una votación caben { $count } votantes como mucho.
refused-other-question = Una votación sobre una propuesta la pregunta con su propio título, y se cuenta como acordó el círculo. Y ninguna votación se cuenta de modo que unos pocos aprueben algo contra todos los demás.
refused-acknowledged = Tu teléfono ya confirmó el cierre, así que ya no puede dejar ir la votación.
refused-no-reason = Di por qué, para que los demás puedan responder.
refused-unfit = Esta respuesta no va con esta pregunta.
empty-question = Di en una línea qué se vota.
empty-option = Di en una línea qué se puede elegir.

# Los teléfonos de una persona
phones-title = Mis teléfonos
phones-lead = Dos teléfonos pueden ser tú: en todos los círculos, con todos los contactos. Si se pierde uno, el otro lo desconecta.
phones-only = Solo tienes este teléfono.
phones-this = Este teléfono
phones-other = Tu otro teléfono
phones-cut = Desconectado
phones-link = Vincular otro teléfono
phones-cut-off = Este teléfono se perdió: desconectarlo
phones-cut-what = No oirá nada más en ninguno de tus círculos, y nada de lo que diga contará. Lo que ya tiene, lo conserva. No se puede deshacer.
phones-cut-done = Desconectado en todos los círculos. Se sacan llaves nuevas sin él.
link-lead = En el teléfono nuevo, elige «Tengo Tequio en otro teléfono» y escanea el código que muestra.
link-will-be-you = El otro teléfono será tú en todos tus círculos. Ahí puede hacer todo lo que tú puedes.
link-will-see = Verá todos tus contactos, y lo que se escribió y se escribirá.
link-can-be-cut = Si se pierde, puedes desconectarlo desde este.
link-look = Hazlo solo con un teléfono que tienes en tu propia mano.
link-do = Sí, este teléfono también es mío
link-done = Se hará en cuanto los dos teléfonos estén cerca.
link-way = Tengo Tequio en otro teléfono
link-show-lead = En tu otro teléfono, ve a Mis contactos, Mis teléfonos, Vincular otro teléfono, y escanea este código. Deja los dos teléfonos uno junto al otro.
link-show-look = Cuando termine, tus círculos estarán aquí. Mira si son los tuyos.
link-other-kind = Este código no vincula ningún teléfono. El teléfono nuevo muestra el correcto en «Tengo Tequio en otro teléfono».
link-too-old = Este código es demasiado viejo. Pide que el teléfono nuevo muestre otro, y mira si los dos relojes están bien.
link-used = Este código ya se usó. Pide que el teléfono nuevo muestre otro.
link-own = Este es tu propio código. Escanéalo con el teléfono que has usado hasta ahora.
link-not-new = Este teléfono ya está en uso. Solo un teléfono sin círculos ni contactos puede ser el segundo.
link-nothing = Todavía no estás en ningún círculo al que un segundo teléfono pueda entrar.
link-no-such-phone = Este ya no es un teléfono tuyo.
guardians-anew = Volviste con tus guardianes. Elígelos de nuevo: quien tenga tu teléfono viejo puede conocer lo que guardan para ti.

## Actas, constancias, la pantalla grande
minutes-title = Acta
minutes-way = Leer el acta
minutes-way-so-far = El acta hasta ahora
minutes-lead = Se escribió sola, igual en todos los teléfonos. Nadie la cambia; lo que falte se dice al lado.
minutes-on = El { $name }
minutes-from-to = De { $from } a { $to }
minutes-not-over = La reunión sigue: puede venir más.
minutes-there = Quiénes estuvieron
minutes-figures = Estuvieron { $there }; { $seats } tenían asiento.
minutes-facilitator = Facilitó { $name }.
minutes-votes = Votaciones y decisiones
minutes-no-votes = No hubo votaciones.
minutes-not-closed = Sin cerrar
minutes-too-few = Votaron muy pocos para decidir algo.
minutes-review = Se revisará el { $name }.
minutes-sunset = Vale hasta el { $name }.
minutes-text = El texto que se votó
minutes-hands = A mano alzada
minutes-spoke = Quiénes hablaron
minutes-turns = { $name }: { $count ->
    [one] una vez
   *[other] { $count } veces
}, { $minutes } min
minutes-signed-title = Firman
minutes-nobody-signed = Aún no la firma nadie.
minutes-signed = { $name }
minutes-signed-earlier = Firmaron antes de que llegara más: { $name }
minutes-sign-lead = Si la leíste y está bien, fírmala: así se ve después que la revisaron.
minutes-sign = La leí: firmar
minutes-remarks = Al lado
minutes-remark = ¿Qué falta o está mal?
minutes-remark-hint = Lo leen todos los miembros junto al acta.
minutes-remark-button = Decirlo al lado
record-title = La constancia
record-lead = Un archivo que cualquiera puede comprobar sin nada más: cada firma, cada cuenta. Junto a él, el acta como página para leer e imprimir. Contiene nombres y votos a la vista.
record-button = Escribir la constancia
record-written = Escrita: { $name }
wall-title = En pantalla grande
wall-way = Mostrar en pantalla grande
wall-shown = Está en pantalla grande
wall-lead = Este teléfono muestra una página a un navegador del mismo Wi-Fi: qué pasa, el orden del día, quién habla, cuántos hay y cuántos han votado. Allí nadie puede cambiar nada.
wall-who-sees = La página viaja sin sellar por este Wi-Fi. Cómo votó cada quien no está en ella antes de que cierre la votación.
wall-start = Mostrar la sala
wall-type = Escribe esto en el navegador de la pantalla, o léelo con su cámara:
wall-picture = Lo mismo como imagen para escanear
wall-ends = Termina con la reunión, al bloquear este teléfono, o aquí.
wall-stop = Terminarla
agenda-move = Moverlo
agenda-move-title = ¿En qué lugar va?
agenda-move-to = A mano alzada: lugar { $count }
facilitator-propose-way = Proponer a otra persona
facilitator-propose-title = ¿Quién facilita?
facilitator-propose-lead = Decide a mano alzada más de la mitad de quienes están aquí.
facilitator-propose = A mano alzada: { $name }
amendment-vote = Someterlo a votación
amendment-vote-title = ¿Votar este cambio?
amendment-vote-words = Si se aprueba, entra solo en el texto, sin importar quién lo escribió.
vote-opens-after-lot = Los teléfonos sortean quién cierra las votaciones; esta se abre sola después.

# Tarjetas impresas, y un teléfono que se presta a quien vota con una.

cards-title = Tarjetas para votar
cards-lead = Con una tarjeta votas en una asamblea sin teléfono propio: en el de cualquiera, con un código que solo tú sabes.
cards-none = Todavía no tienes tarjeta.
card-new = Hacer una tarjeta para ti
card-for-newcomer = Una tarjeta para alguien sin teléfono
card-lead = Elige ahora su código. La tarjeta se muestra una vez, para imprimirla; este teléfono no la guarda.
card-newcomer-lead = Está delante de ti y no tiene teléfono. Con esta tarjeta le avalas: con ella es del círculo, y con ella vota. Que escriba su código ella o él.
card-newcomer-name = Su nombre
card-code = El código de la tarjeta
card-code-hint = Al menos seis letras o cifras; mejor una palabra y un número. Quien encuentre la tarjeta puede probar cuantos códigos quiera.
card-code-again = El código otra vez
card-code-none = Escribe el código.
card-code-short = { $count ->
    [one] El código necesita al menos una letra o cifra.
   *[other] El código necesita al menos { $count } letras o cifras.
}
card-code-simple = Este código lo probaría cualquiera primero. Usa más letras o cifras distintas.
card-code-wrong = Este no es el código de la tarjeta.
card-code-wait = { $count ->
    [one] Estuvo mal varias veces. Prueba otra vez en un segundo.
   *[other] Estuvo mal varias veces. Prueba otra vez en { $count } segundos.
}
card-code-shut = Demasiados códigos equivocados: este teléfono no acepta hoy más esta tarjeta.
card-make = Hacer la tarjeta
card-print-title = La tarjeta
card-print-lead = Imprímela ahora, o tómale una foto para quien imprima. Se muestra solo esta vez.
card-print = Imprimir
card-print-done = Ya la tengo
card-picture = La tarjeta como imagen para escanear
card-forgotten = La llave está solo en la tarjeta, cerrada con el código. Este teléfono ya la olvidó.
card-printed-title = Tarjeta para votar · { $name }
card-printed-what = Para votaciones en las asambleas de este círculo. Dos personas que están allí dejan entrar con ella a su dueña o dueño; luego la lee cualquier teléfono de la sala.
card-printed-code = El código no está en esta tarjeta. No lo escribas aquí.
card-printed-lost = ¿Perdida? Dilo en tu teléfono, en «Tarjetas para votar».
card-made = Hecha { $name }
card-lost = La perdí
card-is-lost = Dada por perdida: nadie vota con ella.
card-lost-title = ¿Se perdió esta tarjeta?
card-lost-button = Sí, se perdió
card-lost-told = Con esta tarjeta ya no entra nadie.
card-lost-no-more = Desde ahora nadie entra con ella a una asamblea.
card-lost-now = En una asamblea a la que entraste con ella, quedas fuera de las votaciones que se abran desde ahora. En las que están abiertas todavía vota.
card-lost-for-ever = No se puede deshacer. Puedes hacer otra.
card-not-a-card = Esto no es una tarjeta para votar.
card-other-circle = Esta tarjeta vota en otro círculo.
card-unknown = No se sabe aquí de nadie que tenga esta tarjeta. Si se hizo ahora mismo, espera a que su teléfono haya estado cerca.
card-reported-lost = Esta tarjeta fue dada por perdida: ya no vota.

lent-title = Otra persona vota aquí
lent-awaited = Faltan, con tarjeta: { $name }
lent-all-voted = Ya votaron quienes vinieron con tarjeta. Todavía pueden cambiar su voto.
lent-begin = Otra persona vota aquí
lent-card = Pon tu tarjeta delante de la cámara, o elige una foto de ella.
lent-promise = Tu llave está abierta en este teléfono solo mientras votas. No se escribe en ningún lado, y se olvida cuando terminas o después de un minuto.
lent-i-am = Soy { $name }
lent-code = { $name }, escribe tu código
lent-code-hint = Que nadie mire por encima de tu hombro.
lent-open = Seguir
lent-other-card = Esa no es mi tarjeta
lent-again = Ya votaste. Lo que emitas ahora ocupa su lugar.
lent-look = Mirarlo una vez más
lent-cast = Sí, emitirlo
lent-change = Cambiarlo
lent-done = { $name } ya votó.
lent-done-words = La llave está olvidada, y de tu elección no quedó en este teléfono más que el voto que cuentan todos.
lent-next = La siguiente persona
lent-back = Devolver el teléfono
lent-put-away = La tarjeta se guardó. Léela otra vez.

bring-card = Escanear su tarjeta
bring-card-title = Alguien con tarjeta
bring-card-lead = Escanea la tarjeta impresa de quien está delante de ti.
bring-card-whose = Es la tarjeta de { $name }.
bring-card-look = Mírale la cara: ¿es quien dice? Una segunda persona que está dentro también lo dirá.
bring-card-yes = Vota con esta tarjeta
bring-no-card = Sin tarjeta
bring-evening = Un código para esta asamblea
bring-evening-title = Un código para esta asamblea
bring-evening-lead = Dale este teléfono a { $name }. Elige un código, y vota con él en este teléfono mientras dure la asamblea.
bring-evening-make = Este es mi código
bring-evening-here = Su llave queda solo en este teléfono, cerrada con el código. En otro teléfono no podrá votar.
bring-nobody = Todas las personas del círculo están aquí, o esperan a la puerta.
bring-newcomer = ¿Todavía no es del círculo, y no tiene teléfono?

slip-title = Una papeleta
slip-lead = Anota lo que dice, como lo lees. Una papeleta que no se puede leer es «Lo dejo a los demás».
slip-button = Esto dice
slip-enter = Anotar la papeleta de { $name }
slip-again = Mirar otra vez la papeleta de { $name }
slip-read-by = { $name } leyó: { $choice }
slip-counts = Cuenta: { $name }
slip-differs = Leyeron dos cosas distintas. Miren juntos la papeleta; cuenta cuando dos coinciden.

refused-votes-own-phone = Quien entró con su propio teléfono vota solo en él.
refused-votes-shared-phone = Quien entró con un código para esta asamblea vota solo con él.
refused-votes-card = Quien entró con una tarjeta vota solo con ella.
refused-votes-paper = Quien entró para votar en papel vota solo en papel.
refused-too-many-cards = { $count ->
    [one] Ya tienes una tarjeta. Di primero que se perdió.
   *[other] Ya tienes { $count } tarjetas. Di primero cuáles se perdieron.
}
refused-no-such-card = Esta tarjeta no es tuya, o ya fue dada por perdida.
