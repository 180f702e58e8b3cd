/**
 * What the schema of the server's configuration says of its keys, in Russian, by what it says in English: a server of another
 * version may say something else, and is then heard in English.
 */
export const settingsHelp: Readonly<Record<string, string>> = {
  'the first level of every MQTT topic': 'первый уровень каждой темы MQTT',
  'the embedded MQTT broker': 'встроенный брокер MQTT',
  'the address to listen on; 0.0.0.0 lets other machines in':
    'адрес, на котором принимаются соединения; 0.0.0.0 пускает и другие машины',
  'the TCP port of the broker; 0 takes any free one': 'порт TCP брокера; 0 — любой свободный',
  'a client that sends a larger packet is disconnected': 'клиент, приславший пакет больше этого, отключается',
  'further connections are closed at once': 'соединения сверх этого сразу закрываются',
  'the page, the API and the WebSockets': 'страница, API и WebSocket',
  'the port of page, API, live WebSocket and MQTT over WebSocket; 0 takes any free one':
    'порт страницы, API, WebSocket наблюдения и MQTT через WebSocket; 0 — любой свободный',
  'off: everybody who reaches the port may do everything; only with a host that is this machine itself':
    'off: каждому, кому доступен порт, можно всё; только если host — сама эта машина',
  'a login ends after so long without use; a live page that is open uses it':
    'через столько времени без дела вход заканчивается; открытая страница наблюдения — это дело',
  'a login ends after so long in any case': 'через столько времени вход заканчивается в любом случае',
  'addresses, or networks such as 10.0.0.0/8, of proxies whose X-Forwarded-For, -Proto and -Host are believed':
    'адреса или сети (например, 10.0.0.0/8) прокси, чьим X-Forwarded-For, -Proto и -Host можно верить',
  'how many pages may watch at a time': 'сколько страниц могут наблюдать одновременно',
  'where vectors, decisions and alerts are kept': 'где хранятся векторы, решения и тревоги',
  'the SQLite database; a relative path starts from the working directory':
    'база данных SQLite; относительный путь считается от рабочей папки',
  'whether a vector is acknowledged only when the disk has it, so that neither a power cut nor a disk that fails loses what was acknowledged; nothing but the acknowledgement waits for that':
    'подтверждать ли вектор, только когда он уже на диске: тогда ни отключение питания, ни отказ диска не теряют подтверждённое; ждёт этого только подтверждение',
  'older vectors, decisions and alerts are deleted': 'более старые векторы, решения и тревоги удаляются',
  'what is kept for how long, a kind at a time': 'что и сколько хранится, по видам',
  'what cameras sent: thinned to one of each camera, but for those that alerts were raised from or near':
    'что прислали камеры: прореживается до одного на камеру, кроме тех, по которым или рядом с которыми были тревоги',
  'older ones are deleted; retention_days unless told': 'более старые удаляются; если не задано — retention_days',
  'older ones are thinned; from `days` on, nothing is thinned':
    'более старые прореживаются; начиная с `days` не прореживается ничего',
  'of older ones, one is kept in so many seconds': 'из более старых остаётся один на столько секунд',
  'beyond this they are thinned sooner, after a day; then the oldest are deleted':
    'сверх этого они прореживаются раньше, через день; затем удаляются самые старые',
  'what heads said: thinned to the highest of each camera and head':
    'что сказали детекторы: прореживается до наибольшего у каждой камеры и детектора',
  'beyond this they are thinned sooner; then the oldest are deleted':
    'сверх этого они прореживаются раньше; затем удаляются самые старые',
  'alerts that have ended, with reviews and the vectors they were raised from; verdicts stay':
    'закончившиеся тревоги с разбором и векторами, по которым они возникли; вердикты остаются',
  'beyond this the oldest are deleted': 'сверх этого удаляются самые старые',
  'who changed what; the newest 200,000 at most': 'кто что изменил; не больше 200 000 последних записей',
  'older entries are deleted': 'более старые записи удаляются',
  'what was counted, a row a day: frames scored, bytes that left the sites':
    'что подсчитано, по строке в день: сколько кадров оценено, сколько байтов ушло с площадок',
  'older days are deleted; at least retention_days are kept':
    'более старые дни удаляются; хранится не меньше retention_days',
  'so much of its disk the database leaves free: below it, old rows are thinned and deleted; below half of it, no vectors are taken in; 5 % of the disk unless told, but 256 at least and 1000 at most':
    'столько места на своём диске база данных оставляет свободным: ниже этого старое прореживается и удаляется, ниже половины этого векторы не принимаются; если не задано — 5 % диска, но не меньше 256 и не больше 1000',
  'when the disk runs full, nothing newer than this is deleted to make room':
    'когда диск заполняется, ради места не удаляется ничего новее этого',
  'what to look for; every head scores every frame it fits':
    'что искать; каждый детектор оценивает каждый подходящий ему кадр',
  'the folder of the head: manifest.json and head.onnx; a relative path starts from the working directory':
    'папка детектора: manifest.json и head.onnx; относительный путь считается от рабочей папки',
  'what to call it in place of its own name': 'как называть его вместо собственного имени',
  'what is left out comes from the head’s manifest, then from the defaults':
    'незаданное берётся из манифеста детектора, затем из обычных значений',
  'k of n frames at or above this raise an alert; 0.6 if nobody says':
    'тревога, когда k из n кадров не ниже этого; если нигде не задано — 0.6',
  'one frame at or above this raises an alert at once; 0.9 if nobody says':
    'тревога сразу, если хоть один кадр не ниже этого; если нигде не задано — 0.9',
  'how many of the last n frames must reach the threshold; 3 if nobody says':
    'сколько из последних n кадров должны достичь порога; если нигде не задано — 3',
  'how many frames are looked back on; 5 if nobody says': 'на сколько кадров смотреть назад; если нигде не задано — 5',
  'an alert lasts while frames are at or above this; 0.4 if nobody says':
    'тревога длится, пока кадры не ниже этого; если нигде не задано — 0.4',
  'an alert ends after this long below `clear`, or without frames; 10 if nobody says':
    'тревога заканчивается через столько времени ниже `clear` или без кадров; если нигде не задано — 10',
  'no new alert for this long after one has ended; 0 if nobody says':
    'столько времени после конца тревоги новой не будет; если нигде не задано — 0',
  'how much it matters; alert if nobody says': 'насколько это важно; если нигде не задано — alert',
  'the kinds of region whose scores count; global and motion if nobody says':
    'оценки каких областей учитываются; если нигде не задано — global и motion',
  'folders of the backbones that edge machines use: their vectors are kept even when no head reads them':
    'папки основ модели (backbone), с которыми работают узлы: их векторы хранятся, даже если ни один детектор их не читает',
  'where versions of heads are kept; the folder `heads` beside the database unless told':
    'где хранятся версии детекторов; если не задано — папка `heads` рядом с базой данных',
  'a YAML file of rules, as `splitsight rules export` writes it: taken over at start whenever its content has changed; a relative path starts from the working directory':
    'файл YAML с правилами, какой пишет `splitsight rules export`: читается при запуске, если его содержание изменилось; относительный путь считается от рабочей папки',
  'which vectors are let in': 'какие векторы принимаются',
  'vectors captured longer ago are scored and stored, but raise no live alert':
    'векторы старше этого оцениваются и хранятся, но тревоги не поднимают',
  'how far the clock of an edge machine may be ahead': 'насколько могут спешить часы узла',
  'vectors from further ahead: mark and use them like the others, or refuse them':
    'векторы, спешащие сильнее: пометить и использовать как прочие или не принимать',
  'vectors of further cameras are refused; one that never sent anything good makes room for another':
    'векторы камер сверх этого не принимаются; камера, не приславшая ничего годного, уступает место другой',
  'messages of further edge machines are refused': 'сообщения узлов сверх этого не принимаются',
  'how heads at work are watched': 'как проверяются работающие детекторы',
  'how often cameras and heads are compared with their own past, in hours; 0 for only when asked for':
    'как часто камеры и детекторы сравниваются с собственным прошлым, в часах; 0 — только по запросу',
  'the share of false alarms among the cameras that are called drifted':
    'доля ложных среди камер, о которых сказано, что их картина изменилась',
  'a head is stale at a site when so many of its cameras drifted, or are scored otherwise':
    'детектор на площадке устарел, если у такой доли камер изменилась картина или оценки',
  'fewer verdicts say nothing about precision': 'меньшее число вердиктов о точности ничего не говорит',
  'how old the alerts of these verdicts may be': 'какой давности могут быть тревоги этих вердиктов',
  'a version of a head that was registered longer ago is stale; 0 for any age':
    'версия детектора, добавленная раньше этого, считается устаревшей; 0 — возраст не важен',
  'how people and programs are told of alerts': 'как о тревогах узнают люди и программы',
  'the address under which people reach the page; messages link to it when it is told':
    'адрес, по которому открывают страницу; если задан, сообщения ссылаются на него',
  'how long to wait after the first failed try': 'сколько ждать после первой неудачной попытки',
  'the waits double until they are this long': 'ожидание удваивается, пока не станет таким',
  'how long one try may take': 'сколько может длиться одна попытка',
  'how long a message waits for its picture; then the text goes alone':
    'сколько сообщение ждёт своего снимка; потом уходит один текст',
  'messages that wait in a channel; then the oldest go':
    'сколько сообщений ждут в канале; сверх этого пропадают самые старые',
  'messages kept that could not be delivered, a channel': 'сколько недоставленных сообщений хранится на канал',
  'how long a camera or an edge machine has to be away, or back again, before channels tell of it':
    'сколько камера или узел должны быть не на связи или снова на связи, прежде чем об этом скажут каналы',
  'whose push services browsers may name; a dot before a domain takes all hosts in it':
    'чьи службы push могут называть браузеры; точка перед доменом — все узлы в нём',
  'pictures of alerts, and those that somebody asked for': 'снимки тревог и снимки по запросу',
  'where their files are kept; the folder `pictures` beside the database unless told':
    'где хранятся их файлы; если не задано — папка `pictures` рядом с базой данных',
  'older pictures are deleted': 'более старые снимки удаляются',
  'beyond this, the oldest are deleted': 'сверх этого удаляются самые старые',
  'no picture is kept while the disk has less room than this; alerts go on':
    'пока на диске меньше места, снимки не хранятся; тревоги работают',
  'how long an agent is waited for, twice': 'сколько ждать агента, дважды',
  'how much is logged': 'насколько подробен журнал',
};
