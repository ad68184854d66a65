# Every sentence that the app says, in English. Plain words; what is so, without apology.

## Everywhere
language-own-name = English
language = Language
opening = One moment …
back = Back
close = Close
undo = Undo
undone = Undone.
go-on = Go on
not-now = Not now
copied = Copied.
tabs = Parts of the app
tab-aid = Aid
tab-decide = Decide
tab-people = People
you = you
nameless = Somebody
four-words-label = Four words: { $name }
settings = Settings

## Times
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
until-passed = its time has passed
until-minutes = { $count ->
    [one] { $count } more minute
   *[other] { $count } more minutes
}
until-hours = { $count ->
    [one] { $count } more hour
   *[other] { $count } more hours
}
until-day = until { $name }
day-of-month = { $day } { $month }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## The first minutes
first-title = What do your neighbours call you?
first-lead = Tequio is for people who help each other. Your phones talk to each other directly, without the internet.
first-name = Your name
first-promise = No account, no number, no e-mail. Nothing leaves this phone until you join others.
doors-title = Welcome, { $name }
doors-lead = A circle is the people you help and who help you: a street, a house, a choir.
door-start = Start a circle
door-start-words = You give it a name and let the others in.
door-join = Join one: scan or paste
door-join-words = Somebody in it shows you their code.
doors-offline = All of this works without the internet.
start-title = Start a circle
start-lead = Give it a name that the others will know it by.
circle-name = Name of the circle
circle-name-hint = For example the name of your street.
start-button = Start the circle

## Joining
join-title = Join a circle
join-lead = Ask somebody in the circle for their code. They find it under “People”.
scan-camera = Scan with the camera
scan-photo = Read from a photo
scan-view = What the camera sees
scan-looking = Hold the code in front of the camera.
scan-stop = Stop the camera
scan-no-leave = Tequio has no leave to use the camera. Give it in the system’s settings, or take a photo of the code, or paste its text.
scan-no-camera = The camera cannot be used here. Take a photo of the code, or paste its text.
scan-nothing-found = No code can be read in this picture. Try again, closer and straight.
paste-label = Or paste the text of the code
paste-button = Read this text
code-not-a-code = This is not a Tequio code.
code-damaged = Part of the code is missing or was read wrongly. Scan or copy it again.
code-newer = This code is from a newer version of Tequio. Update the app on this phone.
code-too-old = This code is too old. Ask for a new one.
preview-title = Before you knock
preview-circle = This code leads to the circle
preview-shown-by = Shown by { $name }.
preview-shown-by-nobody = The code does not say who showed it.
preview-already = You are in “{ $name }” already. The code changes nothing.
preview-go-there = Go there
preview-what = If you knock, this happens
preview-key = A new key is made on this phone, for this circle alone.
preview-name = Members of the circle who come near see your name, { $name }, and your mark.
preview-yes = You are inside as soon as one of them says yes.
preview-others = Nothing else on this phone changes.
preview-undo = Until somebody says yes you can take it back.
preview-knock = Knock
knock-title = You are knocking
knock-you = This is how they see you
knock-compare = Whoever lets you in can compare the mark and the four words with you, so that nobody comes in under your name.
knock-shown-by = { $name } showed you the code.
knock-words = As soon as somebody from “{ $name }” is near and says yes, you are inside. Until then you see nothing of the circle, and they see only that you knock.
knock-kept = Kept on this phone: you can close the app and go on later.
knock-looking = Looking for a phone of the circle …
knock-nobody = No phone of the circle is near now.
knock-near = { $count ->
    [one] A phone of the circle is near. It waits for a yes.
   *[other] { $count } phones of the circle are near. They wait for a yes.
}
knock-undo = Do not knock after all
knock-undone = Taken back. Nothing of it is left on this phone.

## The board
board-title = Aid
circle-nameless = Circle without a name yet
board-empty = Nothing is asked or offered yet.
board-empty-button = Ask for something
board-all-hidden = Everything here is hidden on this phone.
board-nothing = Nothing here fits what you chose above.
board-nothing-near = Nothing near you is asked or offered now.
board-nothing-near-known = As far as this phone knows, nothing here is near you; tell it roughly where you are.
area-set = Set my area
area-change = Change my area
board-more = { $count ->
    [one] Show one more
   *[other] Show more: { $count } are left
}
board-closed = Done and over: { $count }
board-hidden = { $count ->
    [one] { $count } post is hidden on this phone
   *[other] { $count } posts are hidden on this phone
}
hidden-title = Hidden posts
hidden-lead = These are hidden on this phone alone. Nobody else notices.
hidden-none = Nothing is hidden on this phone.
hidden-to-board = To the board
near-nobody = Nobody is near. What you write is kept and passed on when you meet.
near-names = Near: { $names }
near-count = { $count ->
    [one] { $count } phone is near
   *[other] { $count } phones are near
}
filters = What is shown
filter-direction = Asks or offers
filter-all = All
filter-asks = Asks
filter-offers = Offers
filter-kind = Kind of help
filter-all-kinds = Every kind
filter-near = Near me
filter-mine = Mine
new-posts = New on the board
new-ask = Ask
new-offer = Offer
direction-ask = Ask
direction-offer = Offer
kind-food = Food
kind-transport = Driving, carrying
kind-care = Care, company
kind-repair = Mending
kind-things = Tools, things
kind-shelter = A roof
kind-papers = Papers, computers
kind-other = Something else
urgency-now = Now
urgency-soon = Soon
urgency-whenever = When it suits
status-open = Open
status-taken = Taken on
status-expired = Time has passed
status-done = Done
status-withdrawn = Taken back
status-cancelled = Called off
area = Where
until = Until when
places = { $helpers ->
    [one] { $confirmed ->
        [0] one place free
       *[other] helper found
    }
   *[other] { $confirmed } of { $helpers } found
}
mine-author = Yours
mine-waiting = { $count ->
    [one] Yours: { $count } person waits for your yes
   *[other] Yours: { $count } people wait for your yes
}
mine-claimed = You said yes and wait for theirs
mine-confirmed = You are in on this
reach-here = Kept on this phone. Nobody else has it yet.
reach-with = { $count ->
    [one] { $count } neighbour has it.
   *[other] { $count } neighbours have it.
}
reach-seen = Seen by the person it is for.
reach-seen-by = Seen by { $name }.
reach-confirmed = Confirmed.

## A new post
new-ask-title = Ask for help
new-offer-title = Offer help
new-ask-hint = For example: soup for three on Friday.
new-offer-hint = For example: I can drive on Saturday morning.
new-title = In one line
new-words = Anything else to know
new-kind = What sort of help
new-urgency = How pressing
new-area = Roughly where
new-area-hint = A street or a corner. The exact place goes later to your helper alone.
new-until = Until when
new-date = Until the end of this day
date-day = Day
date-month = Month
new-ask-more = Until when, how many, for whom
new-offer-more = Until when, for how many
until-open = No limit
until-today = Today
until-tomorrow = Tomorrow
until-week = A week
until-date = A date
new-ask-helpers = How many helpers
new-offer-helpers = For how many people
new-for = For somebody else?
new-for-hint = For example: my neighbour, 82. Leave it empty if it is for you.
new-who-reads = Everybody in the circle can read this, also those who join later.
new-ask-button = Put it on the board
new-offer-button = Put the offer on the board
posted = It is on the board. Your neighbours get it when your phones meet.

## One post
post-awaited = Post
post-unknown = Not here yet
post-unknown-words = This phone does not know this post. It may come when you meet the others.
for-whom = For whom
for-someone = for { $name }
story = What happened
story-posted = { $who } wrote it.
story-claimed = { $who } would take it on.
story-claimed-offer = { $who } would like this.
story-released = { $who } took that back.
story-confirmed = { $who } said yes.
story-confirmed-whom = { $who } said yes to { $whom }.
story-noted = { $who } wrote a note.
story-noted-whom = { $who } wrote a note to { $whom }.
story-said-done = { $who } said that it is done.
story-said-done-whom = { $who } said that it is done with { $whom }.
story-withdrawn = { $who } took it back.
story-cancelled = { $who } called it off.
helpers-of-ask = Who takes it on
helpers-of-offer = Who takes it up
stage-claimed-mine = Waits for your yes.
stage-claimed = Waits for a yes from { $author }.
stage-not-needed = Was not needed any more.
stage-released = Took it back.
stage-confirmed = Agreed with { $author }.
stage-author-said-done = { $author } says it is done; { $helper } has not said so yet.
stage-helper-said-done = { $helper } says it is done; { $author } has not said so yet.
stage-done-says-author = Done, says { $author }.
stage-done-says-helper = Done, says { $helper }.
stage-done = Done, both say.
stage-cancelled = Called off.
do-claim-ask = I take this on
do-claim-offer = I would like this
claimed = Said. It is agreed when the answer comes.
do-release = Take my yes back
released = Taken back.
do-confirm = Say yes to { $name }
do-note = Write a note
do-done = It is done
said-done = Said. It is settled when the other says so too.
do-withdraw = Take it back
do-cancel = Call it off
do-hide = Hide on this phone
do-show = Show it again
hidden = Hidden on this phone. Nobody else learns of it.
shown = Shown again.
is-hidden = Hidden on this phone.
notes-private = Only the two of you can read this.
note-from = { $name }, { $ago }
confirm-title = Say yes to { $name }
confirm-note = What only your helper should know
confirm-note-hint = Door, floor, phone number. You can leave it empty.
note-who-reads = Sealed: only { $name } and you can read it. The others carry it without knowing what it says.
confirmed = Agreed. They learn of it when your phones meet.
note-title = Note to { $name }
note-label = Your note
note-button = Seal and send
noted = Sealed and on its way.
cancel-title = Call it off?
cancel-label = A word to the others
cancel-hint = They count on it: say what they should know. Everybody in the circle can read it.
cancelled = Called off. The others learn of it when your phones meet.
withdraw-title = Take it back?
withdraw-words = It stays readable under “Done and over”, and nobody can take it on any more.
withdrawn = Taken back.
keep-it = Keep it

## Deciding: proposals
decide-title = Decide
decide-empty = Nothing has been proposed yet.
decide-empty-button = Propose something
decide-new = New
decide-holds = Decided
decide-past = Past
propose = Propose something
proposal-talk = Being talked about
proposal-ready = Can be voted on
proposal-on-agenda = On the agenda
proposal-voting = Being voted on
proposal-holds = Decided: it holds
proposal-look-again = To be looked at again
proposal-ended = Its time is over
proposal-repealed = Repealed
proposal-kept = Looked at again: it goes on
proposal-replaced = Replaced
proposal-refused = Not accepted in a vote
propose-title = A new proposal
propose-hint = For example: A bench under the old tree
propose-text = What should the circle do?
propose-text-hint = In plain words: what, why, what it costs, and who would see to it.
propose-review = When do we look at it again?
review-none = Not planned
in-three-months = In three months
in-half-a-year = In half a year
in-a-year = In a year
date-on = On this day
propose-more = Until when it holds, how it is counted
propose-sunset = Until when does it hold?
sunset-none = For good
propose-method = How should it be counted?
propose-usual = As the circle usually does
propose-who-reads = Everybody in the circle reads this, with your name. It stays in the circle's record.
propose-button = Propose it
proposed = It is there for all to read.
proposal-unknown-words = This phone does not know this proposal. It may come when you meet the others.
proposal-method = How it is counted
proposal-review = When it is looked at again
proposal-review-on = Looked at again on { $name }
proposal-sunset = Until when it holds
proposal-sunset-on = Holds until { $name }
proposal-versions = { $count ->
    [one] One change was taken into the text.
   *[other] { $count } changes were taken into the text.
}
proposal-remarks = { $count ->
    [one] { $count } remark.
   *[other] { $count } remarks.
}
proposal-amendments = { $count ->
    [one] { $count } change proposed.
   *[other] { $count } changes proposed.
}
proposal-support-title = On its way to a vote
proposal-support = { $count } of { $needed } others support it.
proposal-support-none = Nobody else has to support it.
proposal-readable = It is there to be read until { $name }; from then on it can be voted on.
proposal-was-readable = It has been there to be read for long enough.
proposal-do-support = I support it
proposal-do-unsupport = Take my support back
proposal-supported = Said: you support it.
proposal-unsupported = Taken back.
withdraw-proposal-words = It stays readable under “Past”, and nobody can vote on it any more.
proposal-see-vote = See the vote
follow-title = What becomes of it
follow-due = The day has come on which the circle wanted to look at it again.
follow-keep = Propose that it goes on
follow-replace = Propose another text for it
follow-repeal = Propose to repeal it
follow-see = See what was decided later
about-keep = Would have “{ $name }” go on.
about-replace = Would stand in place of “{ $name }”.
about-repeal = Would repeal “{ $name }”.
day-of-year = { $day } { $year }

## Deciding: changes of a text
amendments-title = Changes to the text
amendments-none = Nobody would have it otherwise so far.
amendments-collide = { $count ->
   *[other] These { $count } would change the same words: only one of them can be taken.
}
amend = Change the text
amend-title = Change the text
amend-text = The text as it should be
amend-text-hint = Change what you want to; the rest stays as it is.
amend-older = The text has changed since you began. Yours is compared with the one that you began from.
amend-nothing = Nothing so far.
amend-why = Why?
amend-why-hint = In a line or two. You can leave it empty.
amend-button = Propose this change
amended = The change is there for all to read.
difference-cut = Goes:
difference-put = Comes:
difference-end = .
amendment-open = Open
amendment-adopted = Taken into the text
amendment-voted = Taken into the text by a vote
amendment-collided = Does not fit any more: another change was taken there
amendment-unfit = Does not fit the text
amendment-over = Came to nothing
amendment-adopt = Take it into the text
amendment-take-back = Take this change back
adopt-title = Take this change into the text?
adopt-words = It cannot be undone but by another change. The days on which the text is there to be read begin anew.
adopt-button = Take it into the text
adopted = It is in the text.

## Deciding: the talk beside a proposal
talk-title = Talk
talk-none = Nobody has said anything yet.
talk-earlier = { $count ->
    [one] Show one earlier
   *[other] Show earlier: { $count } more
}
talk-label = What would you say to it?
talk-button = Say it
talk-said = Said. The others read it when your phones meet.
talk-answer = Answer { $name }
talk-answers = To { $name }: “{ $words }”
talk-kept = { $count ->
    [one] What is said here is past after { $count } day. What is to last belongs into the text.
   *[other] What is said here is past after { $count } days. What is to last belongs into the text.
}

## Deciding: opening a vote
open-vote = Open a vote
open-vote-question = What is the question?
open-vote-options = What can be chosen?
open-vote-options-hint = One a line. Leave it empty for a plain yes or no.
open-vote-fixed = So it was there for all to read beforehand: nobody chooses it on the day.
open-vote-other = Count it otherwise
open-vote-closes = When does it close?
open-vote-words = It binds once more than half of those who could vote have signed that it was opened as it says; their phones do that by themselves. From then on nothing about it can be changed.
open-vote-button = Open it
vote-opened = Opened. Phones that come near sign it by themselves.
in-a-day = In a day
in-three-days = In three days
in-a-week = In a week
in-two-weeks = In two weeks
ask-overruled = Must nobody be overruled?
ask-overruled-nobody = Nobody: whoever cannot live with it can stop it
ask-overruled-some = Some may be, if enough say yes
ask-subject = What is it about?
ask-subject-texts = What we do, or what holds
ask-subject-people = Who does something
ask-subject-money = What we pay
ask-again = Answer again
why-usual = So it is counted in this circle where nobody says otherwise.
why-nobody-overruled = Because nobody is to be overruled: it passes unless somebody cannot live with it.
why-plain-question = Because a plain question gets a plain answer.
why-room-behind = Because whoever does it should have more than half of the room behind them.
why-everybody-pays = Because what everybody pays should have many behind it.
why-nobody-set-over = Because nobody is set over anybody when the lot decides.
why-most-can-live-with = Because it finds the one that most can live with.
why-beats-each-other = Because it finds the one that is preferred to each of the others.
why-half-approves = Because only what more than half approve of should be paid.

## Deciding: how a vote is counted
counted-consent = { $count ->
    [one] By consent: it passes unless somebody blocks it.
   *[other] By consent: it passes unless { $count } block it.
}
counted-yes-no = Yes or no: { $name } have to say yes.
counted-approval = { $count ->
    [one] Each approves of as many as they like; the most approved one wins.
   *[other] Each approves of as many as they like; the { $count } most approved win.
}
counted-approval-share = Each approves of as many as they like; the most approved one wins, if { $name } approve of it.
counted-ranked = { $count ->
    [one] Each puts the options in order; the one that is preferred to each of the others wins.
   *[other] Each puts the options in order; { $count } win.
}
counted-lot = { $count ->
    [one] One is drawn by lot.
   *[other] { $count } are drawn by lot.
}
share-half = more than half of { $whom }
share-two-thirds = at least two thirds of { $whom }
share-more-than = more than { $num } of every { $den } of { $whom }
share-at-least = at least { $num } of every { $den } of { $whom }
of-voting = those who vote
of-present = those who are there
of-entitled = all who could vote

## People
people-title = People
circles = Your circles
knocks-waiting = { $count ->
    [one] { $count } person knocks
   *[other] { $count } people knock
}
knocks-title = { $count ->
    [one] Somebody knocks
   *[other] { $count } people knock
}
knock-my-code = Has the code that you showed.
knock-other-code = Has a code of this circle. This phone cannot tell who showed it.
do-let-in = Let { $name } in
let-in = { $name } is inside now.
my-code = Show my code
scan-code = Scan a code
members-title = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
members-alone = You are the only one so far. Show your code to a neighbour.
member-near = Near now
member-heard = Last near { $name }
member-not-heard = Not met since the app was started
member-forked = The key of a phone of { $name }'s was copied, or somebody uses it in bad faith: two different things were written with it at one place. What was written stays; it cannot let anybody in any more.
member-admitted = let in by { $name }
code-title = Let somebody knock
code-lead = Let your neighbour scan this, or send them the text.
code-text = The same as text
code-copy = Copy
code-fresh = New code
code-drawn = A fresh code is being made …
code-opens-nothing = The code opens nothing by itself. Whoever has it can knock, and comes in when one of you says yes. It works for one to two weeks.
code-picture = Your code as a picture to scan
code-done = Done

## Several pictures of one thing, shown and read
film-picture = Pictures that follow each other, to be scanned
film-runs = { $count ->
    [one] One picture, again and again in other forms. Hold the other phone's camera before it.
   *[other] { $count } pictures follow each other, and more in their place. The other phone takes whichever it catches.
}
film-at = Picture { $number }. { $least } different ones are needed, at times one or two more.
film-hold = Hold still
film-run = Let them run
film-next = Next picture
film-caught = { $caught } of about { $least } pictures read.
film-too-long = This is too long for pictures. Carry it as a file.
letter-way = Show it to another phone as pictures
letter-title = From screen to screen
letter-lead = For a phone of this circle that yours does not reach: “Scan a code” reads what was written here. What others answered is not in it.
letter-sealed = It is being sealed …
letter-closed = It is sealed as on the air. Whoever is not of the circle can carry it on and not read it.
letter-read = Somebody shows you a post as pictures? It is read here too.
letter-new = Taken in. If it is for a circle of yours it stands there, as soon as what came before it is here; if not, this phone carries it on.
letter-known = That is here already.
letter-not-kept = Too old, or there is no room for it.
letter-none = These pictures are of something that this phone cannot use.

## A sealed parcel on a contact's phone
suspend-where = Where to
suspend-to-file = Into a file
suspend-to-contact = To { $name }, who is near
suspend-to-means = It goes from phone to phone, sealed. They keep it and cannot read it; you get it back by standing before them with an empty phone, and open it with its passphrase.
suspend-nobody-near = A contact whose phone is near could keep it instead. Nobody is near now.
suspend-keeps = You keep a sealed parcel for { $name }. It would be destroyed with this phone: give it back before.
suspended-to = Their phone has it. This one is empty.
denied-not-near = Their phone is not near (any more). Nothing has changed.
denied-no-room = Their phone has no room for it. Nothing has changed.
denied-too-large = There is more on this phone than another one keeps. Put it into a file.
parcel-title = For { $name }
parcel-kept = You keep a sealed parcel for { $name } ({ $size } kB, { $ago }). You cannot read it.
parcel-give-back = Give it back to { $name }
parcel-give-lead = Is { $name } standing before you with an empty phone? Scan the code on it: “Bring everything back”, “A contact keeps it”.
parcel-opens = It opens with { $name }’s passphrase alone. Whoever else has it can try to guess that.
parcel-on-its-way = It goes over as soon as the two phones find each other. You keep it until you throw it away.
parcel-throw-away = Throw it away
parcel-throw-what = If { $name } has it nowhere else, all that was on their phone is lost.
parcel-thrown = Thrown away.
parcel-fetch-way = A contact keeps it
parcel-fetch = Fetch it from a contact
parcel-fetch-lead = Stand before the contact who keeps your parcel, and let them scan this from your card on their phone.
parcel-back = It is here. Now its passphrase opens it.
parcel-name = What your contact kept
parcel-other-kind = This code asks for no parcel. The empty phone shows the right one under “Bring everything back”, “A contact keeps it”.
parcel-too-large = That is more than goes over at once.

## How people come in, as it is asked at a circle's beginning
founding-question = How do people come in?
founding-later = You can change all of this later, together: more than half of you have to sign it.
founding-open = An open door
founding-open-words = One member's yes lets somebody in. For a house, a family, a choir: it protects from strangers, and trusts every member.
founding-neighbours = Among neighbours
founding-neighbours-words = Two who have met the newcomer say yes. Protects from one person who brings in whoever they like, or makes people up.
founding-guard = On guard
founding-guard-words = Three say yes, each for three newcomers a month at most. Protects a circle that expects people who wish it ill.
founding-first = As long as there are fewer than three of you, your yes alone is enough.

## Before the door
vouched-by = Vouched for by { $names }.
vouched-missing = { $count ->
    [one] One more yes is needed.
   *[other] { $count } more yeses are needed.
}
vouched-last = Your yes is the last one that is needed.
vouch-means = A yes means: this person stands before you, and you have compared the four words. Whoever is in can read everything in the circle, also what is older.
do-vouch = Vouch for { $name }
vouched-for = You vouched for { $name }.
vouched-already = You have vouched for them. Others still have to meet them.
member-not-yet = no seat yet
member-faded = say rests until they are met again
candidates-title = Vouched for, not in yet
candidates-words = Whoever meets them can vouch too: scan their vouch code.

## One member
person-gone = Not in the circle
person-gone-words = Nobody with this key is in the circle now.
person-say = Say
say-seat = Has a seat: their signature counts.
say-not-yet = No seat yet: more than half of the others have to write something after they came in. That happens by itself.
say-faded = { $count ->
    [one] Their say rests: no member has met them for long. Once { $count } member has met them it wakes.
   *[other] Their say rests: too few members have met them for long. Once { $count } members have met them it wakes.
}
person-vouched-by = Vouched for by
person-vouched-by-nobody = Began the circle.
person-vouched-for = Vouched for
person-vouched-for-nobody = For nobody so far.
person-again = Was here before as { $name }. Those who vouched for them say so.
met-again = I have met them again
met-title = Have you met { $name }?
met-words = Only say so when they stand before you. Let them show these four words on their phone, under “Your vouch code”, and compare.
met-what-follows = It renews their say for as long as the rules allow, and everybody can see that it was you.
met-yes = Yes, the words are the same
met-told = Noted: you have met { $name }.
move-removal = Move that they be removed
gone-title = No longer here
gone-count = { $count ->
    [one] { $count } person is no longer here
   *[other] { $count } people are no longer here
}
gone-left = Left of their own accord
gone-removed = Was removed

## What the circle has agreed on
ways-title = The circle
rules-title = Rules
rules-lead = { $count ->
    [one] What this circle has agreed on. It has one seat.
   *[other] What this circle has agreed on. More than half of its { $count } seats can change it, and nobody else.
}
rules-protects = Why: { $name }
rules-change = Change a rule
rule-purpose = What it is for: { $name }
rule-purpose-none = What it is for has not been written down.
rule-purpose-why = so that newcomers know what they come into.
rule-vouches = { $count ->
    [one] One member's yes lets a newcomer in.
   *[other] { $count } members who have met a newcomer vouch for them before they are in.
}
rule-vouches-why = nobody comes in under a false name, or because one person alone wants it.
rule-budget = { $count ->
    [one] A member can vouch for { $count } newcomer in 30 days. In a member's first year it counts for those who vouched for them, too.
   *[other] A member can vouch for { $count } newcomers in 30 days. In a member's first year it counts for those who vouched for them, too.
}
rule-budget-none = A member can vouch for as many newcomers as they like.
rule-budget-why = nobody can fill the circle with people who do not exist.
rule-fading = { $count ->
    [one] Whoever was not met by enough members for { $count } day reads on, and has no say until they are met again.
   *[other] Whoever was not met by enough members for { $count } days reads on, and has no say until they are met again.
}
rule-fading-none = Nobody's say fades, however long they were away.
rule-fading-why = phones that were lost or sold long ago do not decide for the others.
rule-quorum = A vote counts when { $count } of every hundred who were active lately take part.
rule-quorum-none = A vote counts however few take part.
rule-quorum-why = a few do not decide while the others are away.
rule-method = Where nobody says otherwise, it is decided like this: { $name }
rule-method-why = nobody picks the way of counting that suits them on the day.
method-consent = by consent: nobody is overruled.
method-yes-no = more yes than no.
method-approval = as many options as one likes; the one that most can live with.
method-ranked = each puts the options in order.
rule-notice = { $count ->
    [one] A proposal is there to be read for { $count } day before it is voted on.
   *[other] A proposal is there to be read for { $count } days before it is voted on.
}
rule-notice-none = A proposal can be voted on at once.
rule-notice-why = nothing is decided over the heads of those who were not there that day.
rule-term = { $count ->
    [one] A role is given for { $count } day, then anew.
   *[other] A role is given for { $count } days, then anew.
}
rule-term-why = no task turns into a throne.
rule-retention = { $count ->
    [one] Posts and talk are shown for { $count } day.
   *[other] Posts and talk are shown for { $count } days.
}
rule-retention-why = what was said in passing is not held against anybody years later.
rule-support = { $count ->
    [one] A proposal can be voted on once { $count } other member supports it.
   *[other] A proposal can be voted on once { $count } other members support it.
}
rule-support-none = A proposal can be voted on without anybody else's support.
rule-support-why = what nobody else wants does not take everybody's evening.
rule-blocks = { $count ->
    [one] Where it is decided by consent, one block stops it.
   *[other] Where it is decided by consent, { $count } blocks stop it.
}
rule-blocks-why = nobody is overruled without everybody having agreed how many may be.
rule-share = Where it is yes or no, it takes { $name } to say yes.
rule-share-why = everybody knows beforehand how much is enough.
rule-history = Newcomers get everything that is still there.
rule-history-why = they can check the circle from its first entry, and need not take anybody's word.
rule-recovery = { $count ->
    [one] Whoever lost their phone waits { $count } day for the new one.
   *[other] Whoever lost their phone waits { $count } days for the new one.
}
rule-recovery-why = whoever was not lost at all has time to object.

## Votes
votes-title = Votes
votes-over = Votes that are over
vote-unknown-words = This phone does not know this vote. It may come when you meet the others.
vote-your-turn = Your ballot is awaited
vote-mine = Your ballot
vote-closes = Closes
vote-quorum = How many have to take part
vote-quorum-of = { $count ->
    [0] It counts however few take part.
    [one] It counts if at least { $count } takes part.
   *[other] It counts if at least { $count } take part.
}
vote-to-proposal = Read the proposal
vote-gathering = Being opened: { $signed } of { $count } phones have signed
vote-straw = Straw poll: too few are here for a vote that binds
vote-open = Open: ballots are being cast
vote-closing = Being closed by its tellers
vote-closed = Closed
vote-voided = Let go: nothing came of it
vote-clash = Two results that contradict each other
vote-clash-words = Neither holds. These signed two openings, or acknowledged two results: { $name }
vote-doubt = Your phone has not signed this opening: { $name }
vote-turnout-title = Who has voted
vote-turnout = { $cast } of { $count } have cast a ballot
doubt-not-on-list = it is not on the list of voters.
doubt-signed-another = it has signed another opening of this round.
doubt-earlier-open = an earlier round is not over yet.
doubt-no-earlier = it calls itself a later round, and there was none before it.
doubt-later-signed = it has signed a later round already.
doubt-no-proposal = the proposal has not come here yet.
doubt-no-meeting = the meeting is not known here, or is over.
doubt-other-question = it asks something else than the proposal, or would be counted in another way.
doubt-other-text = the proposal reads otherwise on this phone.
doubt-not-checked-in = { $name } is not checked in like that, as far as this phone knows.
doubt-left-out = { $name } is here and was left out.
doubt-other-tellers = the tellers are not those who were drawn.
doubt-other-ties = the order that breaks ties does not follow from the draw.
doubt-other-quorum = the number that has to take part is not the one the circle has agreed on.

ballot-title = Your ballot
ballot-again = Change your ballot
ballot-is = You said: { $name }
ballot-choose = What do you say?
ballot-agree = I agree
ballot-agree-words = It can be done like this.
ballot-concern = I agree, with a concern
ballot-concern-words = It can be done, and this should be heard.
ballot-concern-said = Agrees, with a concern: { $name }
ballot-stand-aside = I stand aside
ballot-stand-aside-words = I do not agree, and do not stop the others.
ballot-block = I block it
ballot-block-words = It must not be done. A reason is needed.
ballot-block-said = Blocks it: { $name }
ballot-yes = Yes
ballot-yes-words = I am for it.
ballot-no = No
ballot-no-words = I am against it.
ballot-abstain = I abstain
ballot-abstain-words = Neither; it is shown.
ballot-blank = I leave it to the others
ballot-blank-words = I took part and say nothing.
ballot-none-of-them = None of them
ballot-reason = In your words
ballot-reason-hint = Everybody can read it with the result.
ballot-approve = With which can you live?
ballot-approve-hint = As many as you like. None is an answer, too.
ballot-rank-hint = Press the best first, then the next best. What you leave out comes after all others.
ballot-ranked = Your order
ballot-next = { $count ->
    [1] Which is best?
   *[other] Which comes at place { $count }?
}
ballot-equal = As good as { $name }
ballot-take-out = Take { $name } out
ballot-who-reads = This is an open vote: when it is closed, all can read who said what.
ballot-button = Cast it
ballot-cast = Your ballot is cast. You can cast another until it is closed.
ballot-nothing-chosen = Choose something first.

tellers-title = Who closes it
tellers-words = { $count } of { $of } tellers have to agree on which ballots are counted. No ballot that one of them reports can be left out.
teller-reported = has reported
teller-ended = says that it is over
teller-waits = waits for ballots
vote-end = It is over: close it
vote-ended = You said that it is over. It closes once enough tellers say so.
slips-title = Slips of paper
slips-words = Two tellers read each slip and enter the same; then it counts.
slip-once = One teller has entered it; a second has to.
slip-read = Entered. A second teller has to enter the same.
vote-stuck = Does it not come to an end?
vote-stuck-words = { $count ->
    [one] If { $count } person of the roll lets it go, nothing comes of it, and it can be asked anew.
   *[other] If { $count } of the roll let it go, nothing comes of it, and it can be asked anew.
}
vote-void = Let it go
vote-void-said = You let it go. Your phone will not acknowledge a result of it any more.
vote-void-progress = Let go by { $name }; { $count } are needed.

outcome-passed = Adopted
outcome-too-few = Not adopted: too few
outcome-nobody-voted = Not adopted: nobody took a side
outcome-nobody-agrees = Not adopted: nobody agrees
outcome-no-such-vote = Nothing could be counted
outcome-stopped = Stopped by a block
outcome-winners = { $count ->
    [one] Chosen: { $name }
   *[other] Chosen, in this order: { $name }
}
outcome-drawn = { $count ->
    [one] Drawn by lot: { $name }
   *[other] Drawn by lot, in this order: { $name }
}
result-straw = A straw poll shows what people think. It binds nobody.
result-not-quorate = { $count ->
    [one] It decides nothing: at least { $count } had to take part.
   *[other] It decides nothing: at least { $count } had to take part.
}
result-tie = { $name } were equal; the order drawn before the first ballot put { $first } first.
result-agree = { $count ->
    [one] { $count } phone has counted this for itself and come to the same.
   *[other] { $count } phones have counted this for themselves and come to the same.
}
result-differ = Phones counted differently
result-differ-words = One of them is wrong, or this one is. Compare the ballots below with: { $name }
result-ballots = { $count ->
    [one] Read the one ballot
   *[other] Read all { $count } ballots
}
result-approvals = { $count ->
    [one] { $count } can live with it
   *[other] { $count } can live with it
}
result-reached = Needed: { $count }. Reached.
result-missed = Needed: { $count }. Not reached.
part-agree = { $count } agree
part-concern = { $count } agree with a concern
part-stand-aside = { $count } stand aside
part-block = { $count } block it
part-yes = { $count } yes
part-no = { $count } no
part-abstain = { $count } abstain
part-blank = { $count } blank
part-silent = { $count } here without a ballot
part-absent = { $count } not here
duels-title = Every duel
duels-every = The first wins against each of the others.
duels-paths = No option wins every duel; the first has the strongest chain of won duels to each of the others.
duels-tie = Others are as strong; the order drawn before the first ballot decided.
duels-nobody = Nobody put anything in order.
duel = { $one } against { $other }: { $votes } to { $against }

## Motions
motions-title = Motions
motions-lead = What all are bound by takes more than half of the seats. Sign what you agree with; whoever meets you carries your signature on.
motions-none = Nobody has moved anything yet.
motions-mine = { $count ->
    [one] One motion waits for your signature, or for your no
   *[other] { $count } motions wait for your signature, or for your no
}
motions-open = Open
motions-over = In force
motion-new = New motion
motion-about = What should the circle do?
motion-kind-text = Something in words
motion-kind-text-words = What you write is what holds.
motion-kind-evening = An evening at which people come in
motion-kind-evening-words = All who are in one room become members at once, if more than half of them confirm the list.
motion-kind-rules = Change a rule
motion-kind-rules-words = You see what it would change before you move it.
motion-kind-remove = Remove somebody
motion-kind-remove-words = You find it on that person's page, under “People”.
motion-text = What you move
motion-text-hint = One matter each. Everybody in the circle can read it.
motion-reasons = Your reasons
motion-reasons-hint = Everybody in the circle can read them, also whom it is about.
motion-remove-title = Remove { $name }?
motion-remove-lead = A motion asks the circle to do it. You sign it with that, and it takes effect once more than half of the seats have signed.
motion-remove-follows = What they wrote until now stays. What follows stays unread, and their phone gets nothing new.
motion-remove-answer = They can answer, and their answer stands beside your reasons.
motion-button = Make the motion
motion-made = The motion is made, and you have signed it. The others get it when your phones meet.
motion-made-unsigned = The motion is made. The others get it when your phones meet.
motion-is-remove = Remove { $name }
motion-is-rules = Change the rules
motion-is-evening = Hold an evening at which people come in
motion-is-text = Motion
motion-unknown = Not here yet
motion-unknown-words = This phone does not know this motion. It may come when you meet the others.
motion-by = { $name }, { $ago }
motion-why = Why
motion-answer-title = What { $name } answers
motion-answer-none = { $name } has not answered yet.
motion-allies-title = { $name } vouched for
motion-allies-words = They may sign like everybody else. It is said here because whoever owes somebody their place may find it hard to judge them.
motion-changes = What would change
motion-changes-nothing = It would change nothing any more: the rules say this already.
motion-before = Now
motion-after = Then
motion-signed = Who has signed
motion-signed-nobody = Nobody yet.
motion-progress = { $signed } of { $roll } seats have signed; { $needed } are needed.
motion-progress-done = { $signed } of { $roll } seats have signed; { $needed } were needed.
motion-in-force = In force
motion-open = Open
motion-signed-mine = You have signed
motion-sign = Sign
motion-sign-title = Sign this motion?
motion-sign-words = A signature cannot be taken back. It counts whatever happens later, also if you leave.
motion-sign-none = Whoever does not agree does not sign; there is no other no.
motion-sign-button = I sign it
motion-signed-told = Signed. Your signature travels on when your phones meet.
motion-sign-cannot = You had no seat when it was made, so your signature would not count.
motion-sign-accused = It is about you, so you cannot sign it; you can answer.
motion-answer = Answer
motion-answer-label = Your answer
motion-answer-hint = Everybody in the circle can read it, beside the reasons.
motion-answer-button = Answer for all to read
motion-answered = Your answer stands beside the motion.

## Changing rules
change-lead = Change what you want to; the rest stays. It becomes a motion, and holds once more than half of the seats have signed it.
change-purpose = What the circle is for
change-vouches = How many vouch for a newcomer
change-budget = Newcomers a month that one member may vouch for
change-no-limit = Leave it empty for no limit.
change-fading = Days without a meeting after which a say rests
change-never = Leave it empty for never.
change-method = How it is decided where nobody says otherwise
change-quorum = How many of a hundred take part, for a vote to count
change-notice = Days that a proposal is there to be read
change-term = Days for which a role is given
change-retention = Days that posts and talk are shown
change-support = How many others support a proposal before it can be voted on
change-blocks = How many blocks stop a proposal decided by consent
change-share = How much it takes where it is yes or no
change-recovery = Days that somebody with a lost phone waits
change-nothing = Nothing so far.
change-unsound = A number is not as it should be.

## Meeting in person
vouch-code-title = Your vouch code
vouch-code-lead = Let somebody scan this who stands before you. It names your key in this circle, and nothing else.
vouch-code-opens-nothing = It opens nothing and does not grow old. A member who scans it can vouch for you, or say that they have met you again.
vouch-scan = Scan theirs
vouch-scan-title = Meet somebody
vouch-scan-lead = Scan the vouch code on the phone of whoever stands before you. They find it under “People”, or while they knock.
vouch-code-knocks = This code is for knocking. Ask for their vouch code.
vouch-not-a-code = This is not a vouch code.
vouch-other-circle = This is a code of another circle.
vouch-own = This is your own code. Scan that of the person before you.
vouch-gone = Whoever had this key is no longer in the circle. To come back they knock anew, with a new key.
vouch-before-title = Before you say so
vouch-member = { $name } is a member. You say that you have met again.
vouch-compare = Compare mark and four words with what their phone shows, and their face with the name.
vouch-lets-in = { $name } is inside with that, and can read everything in the circle, also what is older.
vouch-counts = You vouch for { $name }. They come in once enough others have.
vouch-budget = { $count ->
    [one] It is the last newcomer for whom you can vouch this month.
   *[other] It takes one of the { $count } newcomers for whom you can still vouch this month.
}
vouch-no-budget = These rules set no limit to how many you vouch for.
vouch-budget-spent = You have vouched for as many newcomers this month as the rules allow.
vouch-what = If you say so, this happens
vouch-seen = Everybody in the circle can see that it was you.
vouch-again = Was this person here before?
vouch-again-no = No
vouch-show-mine = Show your vouch code

## Leaving
leave-way = Leave this circle
leave-title = Leave “{ $name }”?
leave-seen = The others see that you left, as soon as your phones meet.
leave-stays = What you wrote stays with them.
leave-back = To come back you need vouches anew, like a newcomer.
leave-reads = What is here now you can read on, until you forget the circle.
leave-button = Leave
leave-not = Stay
left = You left. The others learn of it when your phones meet.
outside-left = You left this circle
outside-told = { $count ->
    [one] { $names } has your word. The others hear it from them.
   *[other] { $names } have your word. Whoever else there is hears it from them.
}
outside-untold = As far as this phone knows, nobody has your word yet. It goes out when you meet one of them.
outside-removed = You were removed from this circle
outside-removed-words = More than half of the seats signed it. The motion with its reasons is under “People”.
outside-cut = This phone was cut off
outside-cut-words = Another phone of yours said that this one is lost.
outside-reads = You can read what came until then. Nothing new comes.
outside-forget-way = Forget this circle
outside-forget-title = Forget “{ $name }”?
outside-forget-here = Everything of the circle on this phone is deleted, your key in it too.
outside-forget-others = What the others have stays with them.
outside-forget-untold = If you have met none of them since, nobody has your word: for them you would still be a member.
outside-forget-button = Forget it
outside-forgotten = Forgotten. Nothing of it is left on this phone.

## Devices
devices-title = Your phones here
devices-lead = All with which you are in this circle.
devices-guarded = If you lose all of them, your guardians can bring you back.
devices-unguarded = If you lose all of them, nobody can bring you back: you have chosen no guardians.
device-here = This phone
device-other = Another phone
device-cut = Cut off
device-cut-off = It is lost: cut it off
device-cut-title = Cut this phone off?
device-cut-stays = What it wrote until now stays.
device-cut-after = What it writes from now on does not count, and it gets nothing new as soon as the others know.
device-cut-for-ever = That cannot be taken back. If it turns up, it comes in like a new one.
device-cut-button = Cut it off
device-cut-told = Cut off. The others learn of it when your phones meet.
recoveries-title = Waiting for their new phones
recoveries-words = The wait gives whoever was not lost at all time to object.
recoveries-waiting = { $count ->
    [one] Somebody waits for their new phone
   *[other] { $count } people wait for their new phones
}
recovery-helped = Seen and helped by { $name }.
recovery-waits = { $count ->
    [0] It is due: the next phone that meets them puts it in force.
    [one] { $count } more day.
   *[other] { $count } more days.
}
impostor-title = Somebody says that they are you
impostor-words = { $count ->
    [0] They say that your phone is lost. From now on a new phone may take your place. Object at once, if that is not you.
    [one] They say that your phone is lost. In { $count } day a new phone takes your place, and this one is cut off. Object, if that is not you.
   *[other] They say that your phone is lost. In { $count } days a new phone takes your place, and this one is cut off. Object, if that is not you.
}
object-button = That is not me
objected = Said: it comes to nothing. Speak to whoever helped them.

## A founding meeting
evening-title = Founding meeting
evening-lead = Everybody who is in the room now becomes a member, all at once.
evening-scan = You show a code; each scans it and knocks. The list grows on your screen.
evening-confirm = When all are on it you close the list. Everybody sees it and says: I am here, and so are these.
evening-all = Once more than half have said so, all of them are members, and have vouched for each other.
evening-begin = Begin
evening-over = There is no meeting now. The circle can agree to hold one: make a motion.
evening-show = Let one after the other scan this. It changes each time.
evening-close = All are here: close the list
evening-end = Break it off
evening-closed = Everybody has the list now. It is done when more than half have confirmed it.
evening-progress = { $confirmed } of { $all } have confirmed; { $needed } are needed.
evening-list = { $count ->
    [0] Nobody yet
    [one] { $count } person on the list
   *[other] { $count } people on the list
}
evening-has-confirmed = has confirmed
evening-strike = { $name } is not here
evening-here = You are at the meeting
evening-wait = You are on the list. When all have come you see it here.
evening-look = Look around: are these the people in the room?
evening-yes = I am here, and so are these
evening-confirmed = You have confirmed. As soon as more than half have, you are inside.

## Settings
size = Size of letters
size-percent = { $count } %
theme = Light or dark
theme-system = As the phone
theme-light = Light
theme-dark = Dark
settings-name = Your name
settings-rename = Change
renamed = You are called { $name } from now on.
settings-area = My area
settings-area-hint = A street or a square, so that the board can show what is near you. It never leaves this phone.
settings-keep = Keep
area-kept = Kept on this phone alone.
area-forgotten = Your area is forgotten.
settings-join = Join another circle
settings-start = Start another circle
about = What Tequio promises, and what not
about-lead = Said plainly, so that you can judge for yourself.
about-promises = What it promises
promise-no-account = There is no account and no server. Nobody keeps a list of you.
promise-direct = Phones talk to each other directly and encrypted. Strangers nearby cannot read what goes over the air.
promise-notes = A note to your helper can be read by the two of you alone.
promise-log = Nobody can change what somebody else has written, and everybody sees the same.
promise-free = Hiding and settings stay on this phone.
about-limits = What no app can do
limit-members = Members of a circle can read and repeat what is said in it. Let in whom you know.
limit-lent = Whoever holds your unlocked phone is you, for the others.
limit-beside = It cannot tell whether somebody stands beside you and tells you what to write.
limit-erase = What others have received, you cannot erase on their phones.
limit-reach = A message reaches only phones that meet. On a lonely day it waits.
about-version = Version { $name }
wipe = Destroy everything on this phone
wipe-title = Destroy everything?
wipe-lead = Nobody can bring it back, and neither can you.
wipe-what = Your keys, circles, notes and drafts on this phone are destroyed.
wipe-others = What you wrote stays with the members who received it.
wipe-key = With the keys you lose your place in your circles. To come back, somebody has to let you in anew.
wipe-no-copy = There is no copy anywhere else, unless you put one into a file yourself.
wipe-understood = I have understood that
wipe-button = Destroy now
wiped = Done. Everything on this phone is destroyed.

## Guarded
guard = Lock and passphrase
guard-title = How this phone is guarded
guard-file = The key to what is kept here lies in a file beside it. Whoever has this phone unlocked, or a copy of its memory, can read all.
guard-keychain = The keychain of this phone holds the key to what is kept here. Whoever can unlock this phone can read all.
guard-passphrase = Your passphrase guards the key to what is kept here. While Tequio is locked, nobody can read it without that.
guard-set = Set the passphrase
guard-change = Change the passphrase
guard-remove = Take the passphrase away
guard-lost = Nobody can help you if you forget it: what is kept here is then lost to you as well.
guard-done = From now on this phone opens with that passphrase.
guard-removed = No passphrase guards this phone any more.
passphrase-current = Your passphrase now
passphrase-new = New passphrase
passphrase-again = The same once more
passphrase-hint = Four words that do not belong together are good. A date or a name is not.
passphrase-show = Show what I type
lock-now = Lock now
lock-needs = First set a passphrase: without one there is nothing to lock with.
lock-after = Lock by itself when out of sight
lock-after-never = Never
lock-after-minutes = { $count ->
    [one] After { $count } minute
   *[other] After { $count } minutes
}
unlock-title = Locked
unlock-passphrase = Passphrase
unlock-button = Open
unlock-wait = { $count ->
    [one] Next try in { $count } second. Nothing is lost by a wrong one.
   *[other] Next try in { $count } seconds. Nothing is lost by a wrong one.
}
duress-title = Duress code
duress-lead = A second passphrase, for when somebody forces you to unlock. It opens a harmless phone and destroys the real one.
duress-opens = It opens a small phone with a name and a circle that you choose here. That can be used like any other.
duress-destroys = In that moment the key to everything real is destroyed. Only a backup file brings it back.
duress-untold = Neither this page nor the key’s file tells whether there is a code. It works on the locked screen alone.
duress-limits = What it cannot hide
duress-copy = A copy of this phone’s memory that somebody took before still opens with your real passphrase.
duress-traces = A workshop may find that a larger file was deleted, and that the harmless phone is as young as that moment.
duress-others = The people of your circles know that you are in them, and their phones too.
duress-law = In some places it is punished to destroy what is being searched for. You decide.
duress-code = Duress code
duress-code-hint = Nothing like your passphrase: a slip of the finger must not be enough.
duress-again = The code once more
decoy-name = Name on the harmless phone
decoy-circle = Its circle
decoy-hint = Something that nobody wonders about: a choir, a sports club.
duress-button = Set the code
duress-remove = Take the code away
duress-set = The code is set.
duress-removed = There is no code any more.
suspend = Before a checkpoint
suspend-title = Put everything away
suspend-lead = Everything on this phone goes into one sealed file, and the phone shows a fresh start. Later the file and its passphrase bring it all back.
suspend-checked = The file is read back from beginning to end before anything here is destroyed.
suspend-elsewhere = Keep the file elsewhere: on a stick, or with somebody you trust. Without its passphrase nobody can read it.
suspend-back = When it is back you are the same person in your circles, with new keys.
suspend-code = A passphrase and a code of this phone do not go into the file: set them anew.
suspend-folder = Into which folder
suspend-folder-hint = A stick, or a folder that you copy from. Not the place where Tequio keeps its things.
suspend-passphrase = Passphrase of the file
suspend-understood = I know the file’s passphrase by heart
suspend-button = Put away and empty this phone
suspended = Put away: { $name }. This phone is empty.
restore = Bring everything back
restore-title = Bring everything back
restore-lead = From the file into which you put everything away, with its passphrase.
restore-file = Choose the file
restore-none = No file is chosen yet.
restore-chosen = { $name } is here.
restore-button = Bring it back
restored = Everything is there again.
denied-wrong = That is not the passphrase. Nothing has changed.
denied-empty = Type it first.
denied-short = { $count ->
    [one] At least { $count } letter, please.
   *[other] At least { $count } letters, please.
}
denied-long = That is too long: a sentence is enough.
denied-differs = The second time you typed something else.
denied-alike = That is too much like this phone’s other secret: a slip would be enough. Choose something quite different.
denied-place = Nothing can be put there. Choose another folder.
denied-no-file = No file is there, or it cannot be read. Choose it once more.
denied-no-backup = That is no file of this kind, or it is damaged. Nothing has changed.

## What was refused
refused-too-long = { $over ->
    [one] One character too many: { $limit } are allowed.
   *[other] { $over } characters too many: { $limit } are allowed.
}
refused-unreadable = There are signs in it that cannot be seen, or a line break. Type it anew.
refused-helpers = A number from 1 to { $count }, please.
refused-between = A number from { $least } to { $most }, please.
refused-no-such-person = They are not in this circle, or not any more.
refused-yourself = That is you.
refused-budget-spent = You, or those who vouched for you, have vouched for as many newcomers this month as the circle's rules allow.
refused-faded = No member has met you for so long that your say rests. Meet some of them: they scan your code.
refused-already-vouched = You have vouched for them already. They need others, too.
refused-no-such-motion = This motion is in force already, or not on this phone.
refused-not-on-roll = Only those can sign who had a seat when it was written, and not whom it is about.
refused-already-signed = You have signed this already.
refused-too-many-motions = You have { $count } motions open. Wait until one is decided.
refused-no-such-recovery = This is over already.
refused-too-few-confirmed = More than half of those on the list have to confirm it first.
refused-no-evening = The circle has to agree to such an evening first.
refused-no-such-proposal = This proposal is not on this phone.
refused-no-such-amendment = This change is not on this phone, or nothing can be done with it any more.
refused-proposal-over = It is being voted on, was decided or was taken back: nothing in it can be changed any more.
refused-not-ready = It cannot be voted on yet: it wants supporters, or days to be read.
refused-not-writer = Only who wrote it can do that.
refused-own-proposal = It is your own proposal: it has your support.
refused-nothing-changed = Nothing in the text is different so far.
refused-too-many-proposals = You have { $count } proposals open. Wait until one is decided, or take one back.
refused-too-many-amendments = You have proposed { $count } changes to this. Propose a text of your own instead.
refused-too-many-remarks = You have said { $count } things here. Let the others speak; what you typed stays.
refused-no-such-decision = The decision that this is about does not hold, or is not on this phone.
refused-until-passed = This time has passed, or is no date. Choose a later one.
refused-not-member = You are not inside this circle yet.
refused-already-founded = This circle has begun already.
refused-nobody-knocks = They are not knocking any more.
refused-no-such-post = This post is not on this phone.
refused-closed = This is over already.
refused-full = There are enough helpers already.
refused-own-post = This is your own post.
refused-not-author = Only the person who wrote this can do that.
refused-already-claimed = You have said so already.
refused-no-claim = They do not want to take it on any more.
refused-not-confirmed = You two have not agreed on this.
refused-already-done = You have said already that it is done.
refused-somebody-confirmed = Somebody counts on it: call it off with a word to them.
refused-incomplete = Part of what you wrote is missing on this phone. You can write again once a neighbour has brought it back.
refused-log-full = This circle has no more room on this phone. You can read, but write no more.
empty-name = A name is needed. Any name your neighbours know will do.
empty-circle-name = The circle needs a name.
empty-title = Say in one line what it is about.
empty-for-whom = Say for whom it is.
empty-note = The note is empty.
empty-notice = A word to the others is needed.
empty-motion = Say why, so that the others can make up their minds.
empty-answer = The answer is empty.
empty-proposal = Say what the circle should do.
empty-remark = There is nothing in it yet.
empty-other = Something is needed here.

## Meetings
meetings-title = Meetings
meetings-over = { $count ->
    [one] One meeting is over
   *[other] { $count } meetings are over
}
meeting-open = Open a meeting
meeting-open-lead = You are in one room, phones in hand. Whoever comes checks in with somebody who is in. Nobody chairs it.
meeting-place = Where are you?
meeting-place-hint = In words: the school yard, Rosa’s kitchen.
meeting-points = What is to be talked about?
meeting-points-hint = One point on each line. More can be added at the meeting by a show of hands.
meeting-turn = How long is a turn?
turn-none = No limit
turn-one = 1 minute
turn-two = 2 minutes
turn-five = 5 minutes
meeting-open-button = Open it
meeting-above = Meeting
meeting-unknown-words = This meeting is not on this phone. It may come with the next neighbour.
meeting-status-on = Going on
meeting-status-mine = You are in
meeting-status-over = Over
meeting-opened-by = Opened by { $name }
meeting-here = { $count ->
    [one] One person is here
   *[other] { $count } people are here
}
meeting-gone = { $count ->
    [one] One has gone
   *[other] { $count } have gone
}
meeting-who-let-in = Who is here, and who let whom in
meeting-leave = I am leaving
meeting-close = Close the meeting
meeting-close-hands = Show of hands: close the meeting
meeting-reopen-hands = Show of hands: it goes on after all
names-and = { $names } and { $last }

## Meetings: the one line
now-label = What is happening
now-over = The meeting is over
now-vote = Vote: { $name }
now-lot = Phones are drawing lots
now-hands = A show of hands
now-speaking = { $name } speaks
now-gathering = { $count ->
    [one] People are coming in: one is missing
   *[other] People are coming in: { $count } are missing
}
now-point = { $name }
now-talk = Everybody talks
now-left = { $name } left
now-over-time = { $name } over time
now-quorum = { $here } of { $roll } here: enough to decide
now-no-quorum = { $here } of { $roll } here; it takes { $needed } to decide
do-over = Nothing more to do.
do-check-in = Check in to take part.
do-wait-at-door = Somebody who is in lets you in.
do-say-here = Say that you are here.
do-say-still = Say that you are still here.
do-let-in-waiting = Somebody waits at the door: let them in.
do-vote = Cast your ballot.
do-raise = Raise your hand, for it or against it.
do-wait-for-hands = Your hand is up. Others raise theirs.
do-speak = It is your turn.
do-mind-time = Mind the time, and end the turn.
do-wait-for-turn = You are on the list.
do-listen = Listen. Ask to speak if you like.
do-begin = You are next: begin when it is quiet.
do-show-code = Show the code to those who come.
do-call-next = Call whoever is next.
do-ask-to-speak = Ask to speak if you like.
do-throw = Throw dice, and two of you type what they show.
do-keep-near = Nothing. Keep your phone on and near.

## Meetings: the door
door-lead = Whoever is in has a code on their screen. Scan it and you are in.
door-scan = Scan the code
door-scan-title = Check in
door-scan-lead = Hold your phone over the code on the screen of somebody who is in.
door-i-am-here = I am here
door-here-hint = Without a camera: say that you are here, and somebody who is in lets you in by one tap.
door-asked = You said that you are here. As soon as somebody who is in says so too, you are in.
door-take-back = I am not there after all
door-seen = { $name } says that you are here.
door-not-here = If you are not there, do nothing.
door-marked = { $name } say that you have left.
door-still = I am still here
door-code = The code for those who come
door-code-lead = Hold it out to whoever comes. It changes each minute, and only this phone can make it.
door-waiting = At the door
door-waiting-hint = Let in whom you see before you. Your name will stand beside theirs.
door-near = Their phone is near yours.
door-not-near = Their phone is not in reach of yours.
door-brought-by = { $name } brings them, without a phone of their own
door-let-in = I see { $name }
door-nearby = Near, and not checked in
door-nearby-hint = Tap whom you see in the room. They say themselves that they are here.
door-is-here = { $name } is here
door-opened = Opened the meeting
door-let-in-by = Let in by { $name }
door-said-left-by = { $name } says that they have left.
door-has-left = { $name } has left
door-not-on-roll = Not on the list of those who decide.
door-visible = Everybody in the circle can read who let whom in, for ever.
people-of-meeting = Who is here
way-own-phone = Votes on their own phone.
way-shared-phone = Votes on a shared phone.
way-card = Votes with a card.
way-paper = Votes on paper.
bring-title = Somebody without a phone
bring-lead = You bring them, and a second person who is in says that they see them too. Both your names will stand beside theirs.
bring-whom = Who is it?
bring-paper = Votes on paper
brought = Now somebody else has to say that they see them.

## Meetings: who speaks
floor-title = Who speaks
floor-now = Speaks now
floor-order-now = Speaks now, about how it goes
floor-i-am-done = I am done
floor-end-turn = The turn is over
floor-end-hands = Show of hands: the turn is over
floor-empty = Nobody has asked to speak.
floor-rule = Who spoke least comes first, then who asked first. Points of order come before all.
floor-begin-mine = I begin
floor-begin = { $name } begins
floor-ask = I want to speak
floor-order = Point of order
floor-withdraw = I do not want to speak any more
floor-order-point = About how the meeting goes
floor-not-yet = Has not spoken yet
floor-spoken = { $turns ->
    [one] Spoke once
   *[other] Spoke { $turns } times
}, { $minutes } min
facilitator-title = Facilitator
facilitator-is = { $name } says whose turn it is and when it goes on.
facilitator-what = Nothing else: a show of hands undoes each of it.
facilitator-nobody = Nobody facilitates. Speakers begin and end their turns themselves.
facilitator-volunteer = I facilitate
facilitator-by-lot = Draw somebody by lot
facilitator-step-down = I do not facilitate any more
facilitator-none-hands = Show of hands: nobody facilitates

## Meetings: hands and the agenda
hands-asked-by = { $name } asks for a show of hands
hands-for = For it
hands-against = Against it
hands-count = { $yes } for, { $no } against, { $here } are here
hands-mine-for = Your hand is up for it.
hands-mine-against = Your hand is up against it.
hands-rule = More than half of those who are here decide at once; else the hands that are up, when two have counted them.
hands-rule-half = It takes more than half of all who are here.
hands-do-count = Long enough: count the hands
hands-go = Talk about “{ $name }” now
hands-add = Put “{ $name }” on the agenda
hands-move = Talk about “{ $name }” as point { $place }
hands-facilitate = { $name } facilitates
hands-no-facilitator = Nobody facilitates
hands-speak = { $name } speaks now
hands-end-turn = The turn is over
hands-close = Close the meeting
hands-reopen = The meeting goes on
hands-passed = Passed: { $item }. { $yes } for, { $no } against.
hands-fell = Not passed: { $item }. { $yes } for, { $no } against.
agenda-title = Agenda
agenda-empty = There is nothing on it yet.
agenda-now = Now
agenda-go = Go there
agenda-go-hands = Go there?
agenda-next = Next point
agenda-next-hands = Show of hands: next point
agenda-unknown = A proposal that has not come yet
agenda-add = Add a point
agenda-add-lead = The others show hands for it, and it comes last.
agenda-add-button = Ask for a show of hands
agenda-proposals = Proposals
agenda-add-this = Put it on the agenda

## Meetings: the lot
lot-title = Lots are being drawn
lot-ask = Draw lots
lot-ask-dice = Draw lots, with dice
lot-signing = { $signed } of { $needed } phones that it takes have signed
lot-revealing = { $revealed } of { $all } phones have told their secret
lot-missing = Still waiting for { $name }. If nothing comes, they are drawn for nothing at this meeting.
lot-by-itself = Phones do this by themselves. Nobody can choose what comes out.
lot-mixing = Phones agree on what it comes to
lot-drawn = Lots are drawn. Whoever is needed at this meeting is named by them.
lot-drawn-dice = Lots are drawn. The dice showed { $name }.
lot-barred = Not drawn for anything, since the secret did not come: { $name }.
lot-said-twice = { $name } said two things where a phone says one.
dice-title = Now the dice
dice-lead = Throw four or more in the middle of the room, for all to see. Two of you type them, in the same order.
dice-typed = What you typed
dice-send = That is what they show
dice-undo = Take one back
dice-read = { $name } read { $dice }

## Meetings: what was refused
refused-no-such-meeting = This phone has not heard of this meeting yet. Stay near somebody who is at it and try again in a moment.
refused-meeting-over = This meeting is over.
refused-not-there = Only those who are checked in can do that.
refused-already-there = They are in already.
refused-not-facilitator = Somebody else facilitates this meeting.
refused-not-your-turn = It is somebody else’s turn.
refused-no-such-show = This show of hands is over, or up already.
refused-too-many-shows = You have { $count } shows of hands up. Wait until one is over.
refused-agenda-full = An agenda has room for { $count } points.
refused-no-such-point = This is on the agenda already, or not on it any more.
refused-too-few-for-lots = Lots are drawn once { $needed } of those who can vote are here with their phones. Now there are { $there }.
refused-already-drawn = Lots are drawn once at a meeting, and were asked for already.
refused-no-dice = Type one number from 1 to 6 for each die, once the phones ask for it.
refused-other-way = This key does not go with this way of voting, or is somebody else’s.
meeting-code-none = This is not the code of a meeting.
meeting-code-other-circle = This is the code of a meeting in another circle.
empty-point = The point says nothing.

## What is wrong with this device
fault-disk = This phone could not write to its storage. Nothing was sent. Try again.
fault-full = The storage of this phone is full. Make some room and try again.
fault-stopped = The app has stopped inside. Close it and open it again; what you wrote is kept.
fault-links = Something else is where this phone would listen for others, so nobody reaches it. It tries again by itself; what you write is kept and goes out then.
fault-unable = This phone cannot do that, or not any more.
fault-read-only = This phone may not write to its storage. Nothing was sent. Try again.
fault-in-use = Another Tequio that is running has what is kept on this phone. Close that one and try again.
fault-damaged = What this phone kept cannot be read any more. Nothing was sent.
reads-title = This phone only shows what it has
reads-lost-title = Something of what was kept is gone
reads-full = Its storage is full: nothing new can be kept, and it hears nobody. Make some room and open the app anew.
reads-read-only = It may not write to its storage: nothing new can be kept, and it hears nobody. Allow it and open the app anew.
reads-broken = What it kept is damaged: nothing new can be kept, and it hears nobody. What is left can be read. Put it away into a file (Settings), and begin anew beside somebody of your circle.
reads-damaged = { $count ->
    [one] One kept thing cannot be read any more. The phones of your circle may still have it.
   *[other] { $count } kept things cannot be read any more. The phones of your circle may still have them.
}

## A phone that cannot be opened
closed-title = This phone stays closed
closed-again = Try again
closed-still = { $count ->
    [one] Tried again: it is still so.
   *[other] Tried again { $count } times: it is still so.
}
closed-in-use = Tequio is open already: another window has what is kept on this phone.
closed-in-use-remedy = Close the other window, then try again. Nothing is lost.
closed-full = The storage of this phone is full, and without a little room Tequio cannot begin.
closed-full-remedy = Delete something that you do not need, then try again. What is kept here stays.
closed-read-only = Tequio may not write to the storage of this phone.
closed-read-only-remedy = Allow it, or put back the card that it was on, then try again. What is kept here stays.
closed-folder = The folder in which this phone keeps everything cannot be used.
closed-folder-remedy = See whether something else has taken its place, then try again. Nothing was changed.
closed-damaged = What this phone kept cannot be read any more: its file is damaged.
closed-damaged-remedy = Try again once. If it stays so, keep the file for somebody who knows about such things; what you wrote to others is still with them.
closed-key = What is kept on this phone is sealed, and the key to it is not here.
closed-key-remedy = Put back the key's file, or open the keychain that holds it, then try again. Without the key nobody can read it.
closed-version = What is kept on this phone was written by another version of Tequio.
closed-version-remedy = Open it with that version. Nothing was changed.
closed-locked = This phone is locked with a passphrase.
closed-locked-remedy = Type its passphrase to open what is kept here.
closed-disk = The storage of this phone does not answer as it should.
closed-disk-remedy = Start the phone anew, then try again. Nothing was changed.
closed-dice = The system of this phone gives no random numbers, and without them no key would be safe.
closed-dice-remedy = Start the phone anew, then try again. What is kept here stays.
closed-stopped = The app has stopped inside before it was ready.
closed-stopped-remedy = Try again. If it stays so, close the app and open it anew; what you wrote is kept.

## Contacts
contacts-title = My contacts
contacts-lead = People you know, whatever circles they are in. Only you see this list.
contacts-none = Nobody yet. Meet somebody and scan each other’s codes.
contacts-apart = You have a key of its own for each contact: no two of them can tell that they know the same person.
contact-add = Add a contact
contact-add-lead = Two phones, side by side: scan the code on theirs, and let them scan yours. It does not matter who begins.
contact-add-theirs = Their code
contact-add-mine = Your code
contact-code-once = This code is for one person and one day. Whoever photographs it can do nothing with it alone.
contact-preview-title = Add { $name }?
contact-preview-compare = Compare the mark and the words with their screen.
contact-alike = Careful: this name looks like { $name }, whom this phone knows already. Compare marks and words.
contact-preview-key = Your two phones make a key for the two of you, and find each other by it when they are near.
contact-preview-name = They will see you as “{ $name }”.
contact-preview-turn = They have to scan your code too, if they have not yet: it comes next.
contact-preview-met = You two were introduced. From now on you have met, and the keys are the right ones.
contact-preview-others = Nobody else learns of it, and nothing changes in any circle.
contact-preview-undo = You can undo it right after.
contact-do-add = Add { $name }
contact-added = { $name } is a contact now.
contact-unanswered = nothing from their phone yet
contact-above = Contact
contact-met-label = Met
contact-met = met on { $name }
contact-said-label = Their own name
contact-said = calls themselves { $name }
contact-introduced = Introduced by { $name }, not met. Until you have scanned each other’s codes, you have only { $name }’s word for who this is.
contact-introduced-gone = Introduced by somebody who is no contact any more, and not met.
contact-turn = If { $name } has not scanned your code yet, show it now.
contact-turn-lead = { $name } scans this under “Add a contact”.
contact-show-code = Show { $name } my code
contact-level = How well do you know each other?
level-met = Just met
level-known = Known
level-close = Close
contact-name = What you call them
contact-name-hint = Only you see it. Empty: as they call themselves.
contact-name-button = Keep
contact-renamed = Kept.
contact-none = This is no contact of yours (any more).
contact-too-many = There is no room for more contacts on this phone.
contact-code-of-circle = This code leads into a circle. Use it under “Join a circle”.
contact-code-too-old = This code is more than a day old. Let them show it again; if it is fresh, one of the two clocks is wrong.
contact-code-own = This is your own code. Scan the one on the other phone.
contact-code-answers-another = This code answers another one than yours. Let them scan your code first, then scan theirs.
contact-code-used = This code has been used: you are contacts already.
code-of-contact = This is a contact’s code. Use it under “My contacts”.
shared-title = Circles you both told
shared-none = None yet. A circle stands here once you and { $name } have both said that you are in it.
shared-tell = Tell { $name } that I am in “{ $circle }”
introduce-way = Introduce { $name } to somebody
introduce-title = Introduce { $name } to whom?
introduce-lead = Both are asked. Nothing happens before both have said yes.
introduce-both = You learn that they said yes, and no secret of theirs.
introduce-learn = They will read that it was you who introduced them.
introduce-do = To { $name }
introduced = Both are asked when their phones are near.
introduction-title = { $by } would like you to know { $name }
introduction-what = If you both say yes, you get a key for each other. You will have only { $by }’s word for who it is, until you meet.
introduction-waits = You said yes. Now { $name } is asked.
introduction-yes = Yes, I would like to know { $name }
introduction-no = Rather not
introduction-accepted = Said. You are contacts when the other has said yes too.
introduction-declined = Said.
forget-way = Remove this contact
forget-title = Remove { $name }?
forget-what = The key for the two of you and all you told each other are destroyed on your phones. { $name } is not told. This cannot be undone; you can scan each other again.
forget-do = Remove
forgotten = { $name } is no contact any more.

## Guardians
guardians-title = Guardians
guardians-lead = If you lose all your phones, some of your contacts together can help you back. Choose those you would trust with your house key.
guardians-now = Chosen now
guardians-who = { $names }. { $threshold } of { $count } are needed.
guardians-none = Guardians are chosen among your contacts: add some first.
guardians-choose = Who shall it be?
guardians-threshold = How many of { $count } are needed?
guardians-can = Any { $threshold } of them together can bring you back — and, if they wanted to, pretend to be you on a phone of theirs. Your circles wait for some days, in which your phone can object.
guardians-cannot = Fewer than { $threshold } learn nothing and can do nothing.
guardians-circles = Your circles are told a key of their own each; nobody can tell from it who your guardians are or in which other circles you are.
guardians-arrive = Each guardian’s phone gets its part when it is near yours.
guardians-do = { $count ->
    [one] Choose this guardian
   *[other] Choose these { $count } guardians
}
guardians-chosen = Chosen. Earlier choices count no more.
help-way = Help { $name } back
help-title = Help { $name } back
help-lead = Is { $name } standing before you with a new phone? Scan the code on it.
help-question = Is this really { $name } before you?
help-look = Look at the person, not at a message. Never do this by telephone or for somebody who was sent.
help-pressed = Does anybody press { $name } to do this? Then say no.
help-yes = Yes, { $name } is before me
help-no = No
help-show = Let { $name }’s new phone scan this. It holds your part, and only that phone can read it.
return-way = I lost my phones: come back with my guardians
return-title = Come back with your guardians
return-lead = Visit your guardians one by one. Each scans this code and shows you one in return.
return-none-yet = Nobody has helped yet.
return-missing = { $count ->
    [one] One more guardian is needed.
   *[other] { $count } more guardians are needed.
}
return-show = Show this
return-read = Scan what they show
return-taken = Taken. Thank your guardian.
return-enough = Enough of your guardians have helped.
return-next-knock = Next, knock at your circle with a code of a member, and tell them that you are coming back.
return-next-wait = The circle waits for some days, in which your old phones can object.
return-stop = Stop coming back
return-knocks = Says that they come back as { $name }, and has the key that { $name }’s guardians gave back:
return-look = Say yes only when { $name } stands before you: look at the face, then compare mark and four words with the new phone.
return-follows = They are not in with that. They wait for as many days as the rules say, and their old phones can object.
return-yes = { $name } is before me
return-helped = Said. Now { $name } waits.
return-not-a-code = This is not a code for coming back.
return-for-another = This answer is for another phone or an earlier try. Let your guardian scan the code on this phone.
return-other-set = This guardian’s part belongs to an earlier choice of guardians than the others.
return-twice = This guardian has helped already.
return-no-share = This phone keeps nothing for this contact.
refused-other-purpose = That is not possible here.
refused-guardians = Choose between one and { $count } guardians.

# Votes: why something was not done
refused-no-such-vote = This vote is not on this phone yet.
refused-not-open = This vote takes no ballots now.
refused-not-voter = You are not on the list of voters, or do not vote on this phone.
refused-not-teller = Only those can do that who close this vote.
refused-already-voting = This is being voted on already. Close that vote, or let it go, before asking again.
refused-draw-first = Draw lots first: with more than { $count } voters somebody has to be drawn who closes the vote.
refused-too-many-voters = One vote has room for { $count } voters at most.
refused-other-question = A vote on a proposal asks for it by its own title, and is counted as the circle has agreed. And no vote is counted so that a few could pass something against all others.
refused-acknowledged = Your phone has confirmed the close already, so it cannot let the vote go any more.
refused-no-reason = Say why, so that the others can answer it.
refused-unfit = This answer does not go with this question.
empty-question = Say in one line what is voted on.
empty-option = Say in one line what can be chosen.

# A person's phones
phones-title = My phones
phones-lead = Two phones can both be you: in all circles, with all contacts. If one is lost, the other cuts it off.
phones-only = You have this phone only.
phones-this = This phone
phones-other = Your other phone
phones-cut = Cut off
phones-link = Link another phone
phones-cut-off = This phone is lost: cut it off
phones-cut-what = It will hear nothing more in any of your circles, and nothing that it says will count. What is on it already stays on it. This cannot be undone.
phones-cut-done = Cut off in all circles. New keys are drawn without it.
link-lead = On the new phone, choose “I have Tequio on another phone”, and scan the code that it shows.
link-will-be-you = The other phone will be you in all your circles. It can do there whatever you can.
link-will-see = It will see all your contacts, and what was written and will be.
link-can-be-cut = If it is lost, you can cut it off from this one.
link-look = Do this only with a phone that you hold in your own hand.
link-do = Yes, this phone is mine too
link-done = It will be done as soon as the two phones are near each other.
link-way = I have Tequio on another phone
link-show-lead = On your other phone, go to My contacts, My phones, Link another phone, and scan this code. Keep the two phones side by side.
link-show-look = When it is done your circles are here. Look whether they are yours.
link-other-kind = This code links no phone. The new phone shows the right one under “I have Tequio on another phone”.
link-too-old = This code is too old. Let the new phone show a new one, and see whether both clocks are right.
link-used = This code has been used. Let the new phone show a new one.
link-own = This is your own code. Scan it with the phone that you have used so far.
link-not-new = This phone is in use already. Only a phone without circles and contacts can become a second phone.
link-nothing = You are in no circle yet that a second phone could come into.
link-no-such-phone = This is no phone of yours any more.
guardians-anew = You came back with your guardians. Choose them anew: whoever has your old phone may know what they keep for you.

## Minutes, records, the big screen
minutes-title = Minutes
minutes-way = Read the minutes
minutes-way-so-far = Minutes so far
minutes-lead = They have written themselves, on every phone alike. Nobody changes them; what is missing is said beside them.
minutes-on = On { $name }
minutes-from-to = From { $from } to { $to }
minutes-not-over = The meeting goes on: more may come.
minutes-there = Who was there
minutes-figures = { $there } were there; { $seats } had a seat.
minutes-facilitator = { $name } facilitated.
minutes-votes = Votes and decisions
minutes-no-votes = There was no vote.
minutes-not-closed = Not closed
minutes-too-few = Too few cast a ballot to decide anything.
minutes-review = To be looked at again on { $name }.
minutes-sunset = It holds until { $name }.
minutes-text = The text that was voted on
minutes-hands = Shows of hands
minutes-spoke = Who spoke
minutes-turns = { $name }: { $count ->
    [one] once
   *[other] { $count } times
}, { $minutes } min
minutes-signed-title = Signed by
minutes-nobody-signed = Nobody has signed them yet.
minutes-signed = { $name }
minutes-signed-earlier = Signed before more had come in: { $name }
minutes-sign-lead = If you have read them and find them right, sign them: so others see later that people looked.
minutes-sign = I have read them: sign
minutes-remarks = Beside them
minutes-remark = What is missing, or wrong?
minutes-remark-hint = All members read it beside the minutes.
minutes-remark-button = Say it beside them
record-title = The record
record-lead = A file that anybody can check with nothing else: every signature, every count. Beside it the minutes as a page to read and print. It holds names and ballots in plain view.
record-button = Write the record
record-written = Written: { $name }
wall-title = On a big screen
wall-way = Show on a big screen
wall-shown = It is on a big screen
wall-lead = This phone shows one page to a browser on the same Wi-Fi: what is happening, the agenda, who speaks, how many are here and how many have voted. Nobody can change anything there.
wall-who-sees = The page travels unsealed on this Wi-Fi. How anybody voted is not on it before a vote is closed.
wall-start = Show the room
wall-type = Type this into the browser at the screen, or read it with its camera:
wall-picture = The same as a picture to scan
wall-ends = It ends with the meeting, when this phone is locked, or here.
wall-stop = End it
agenda-move = Move it
agenda-move-title = Where should it come?
agenda-move-to = Show of hands: place { $count }
facilitator-propose-way = Propose somebody else
facilitator-propose-title = Who should facilitate?
facilitator-propose-lead = More than half of all who are here decide by showing hands.
facilitator-propose = Show of hands: { $name }
amendment-vote = Put it to the vote
amendment-vote-title = Vote on this change?
amendment-vote-words = If it passes, it goes into the text by itself, whoever wrote that.
vote-opens-after-lot = Phones draw lots for who closes votes; this one opens by itself after that.

# Printed cards, and a phone that is lent to whoever votes with one.

cards-title = Cards for voting
cards-lead = With a card you vote at a meeting without a phone of your own: on anybody’s, by a code that only you know.
cards-none = You have no card yet.
card-new = Make a card for yourself
card-for-newcomer = A card for somebody without a phone
card-lead = Choose its code now. The card is shown once, to be printed; this phone does not keep it.
card-newcomer-lead = They stand before you and have no phone. You vouch for them with this card: they belong to the circle by it, and vote with it. Let them type the code themselves.
card-newcomer-name = Their name
card-code = The code of the card
card-code-hint = Six letters or digits at least; a word and a number are better. Whoever finds the card can try as many codes as they like.
card-code-again = The code once more
card-code-none = Type the code.
card-code-short = { $count ->
    [one] The code needs at least one letter or digit.
   *[other] The code needs at least { $count } letters or digits.
}
card-code-simple = Everybody would try this code first. Take more different letters or digits.
card-code-wrong = This is not the code of the card.
card-code-wait = { $count ->
    [one] That was wrong several times. Try again in a second.
   *[other] That was wrong several times. Try again in { $count } seconds.
}
card-code-shut = Too many codes were wrong: this phone takes this card no more today.
card-make = Make the card
card-print-title = The card
card-print-lead = Print it now, or take a photo of it for somebody who prints. It is shown this once.
card-print = Print
card-print-done = I have it
card-picture = The card as a picture to scan
card-forgotten = The key is on the card alone, locked by the code. This phone has forgotten it already.
card-printed-title = Voting card · { $name }
card-printed-what = For votes at meetings of this circle. Two people who are there let its owner in with it; then any phone in the room reads it.
card-printed-code = The code is not on this card. Do not write it here.
card-printed-lost = Lost? Say so on your phone, under “Cards for voting”.
card-made = Made { $name }
card-lost = It is lost
card-is-lost = Reported lost: nobody votes with it.
card-lost-title = Is this card lost?
card-lost-button = Yes, it is lost
card-lost-told = Nobody is let in with this card any more.
card-lost-no-more = Nobody is let in to a meeting with it from now on.
card-lost-now = At a meeting where you were let in with it, you are left out of votes that are opened from now on. In those that are open it still votes.
card-lost-for-ever = It cannot be undone. You can make another one.
card-not-a-card = This is not a card for voting.
card-other-circle = This card votes in another circle.
card-unknown = Nobody here is known to have such a card. If it was made just now, wait until their phone was near.
card-reported-lost = This card was reported lost: it votes no more.

lent-title = Somebody else votes here
lent-awaited = Still awaited, with a card: { $name }
lent-all-voted = All who came with a card have voted. They can still change their ballot.
lent-begin = Somebody else votes here
lent-card = Hold your card before the camera, or choose a photo of it.
lent-promise = Your key is open on this phone only while you vote. It is written nowhere, and forgotten when you are done or after a minute.
lent-i-am = I am { $name }
lent-code = { $name }, type your code
lent-code-hint = Nobody should look over your shoulder.
lent-open = Go on
lent-other-card = That is not my card
lent-again = You have voted already. What you cast now takes its place.
lent-look = Look at it once more
lent-cast = Yes, cast it
lent-change = Change it
lent-done = { $name } has voted.
lent-done-words = The key is forgotten, and nothing of your choice was kept on this phone but the ballot that everybody counts.
lent-next = The next person
lent-back = Give the phone back
lent-put-away = The card was put away. Read it again.

bring-card = Scan their card
bring-card-title = Somebody with a card
bring-card-lead = Scan the printed card of whoever stands before you.
bring-card-whose = This is the card of { $name }.
bring-card-look = Look at their face: is it them? A second person who is in will say so, too.
bring-card-yes = They vote with this card
bring-no-card = Without a card
bring-evening = A code for this meeting
bring-evening-title = A code for this meeting
bring-evening-lead = Give this phone to { $name }. They choose a code, and vote with it on this phone while the meeting lasts.
bring-evening-make = This is my code
bring-evening-here = Their key stays on this phone alone, locked by the code. On another phone they cannot vote then.
bring-nobody = All members are here, or wait at the door.
bring-newcomer = Not a member yet, and no phone?

slip-title = A slip of paper
slip-lead = Enter what stands on it, as you read it. A slip that cannot be read is “I leave it to the others”.
slip-button = This stands on it
slip-enter = Enter the slip of { $name }
slip-again = Look again at the slip of { $name }
slip-read-by = { $name } read: { $choice }
slip-counts = It counts: { $name }
slip-differs = You have read two different things. Look at the slip together; it counts when two agree.

refused-votes-own-phone = Whoever was let in with their own phone votes on it alone.
refused-votes-shared-phone = Whoever was let in with a code for this meeting votes with it alone.
refused-votes-card = Whoever was let in with a card votes with it alone.
refused-votes-paper = Whoever was let in to vote on paper votes on paper alone.
refused-too-many-cards = { $count ->
    [one] You have one card already. Say first that it is lost.
   *[other] You have { $count } cards already. Say first which of them are lost.
}
refused-no-such-card = This is no card of yours, or it was reported lost already.
