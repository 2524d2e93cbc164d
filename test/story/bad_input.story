story what is malformed is refused clearly, and nothing is half-written
api operator.alo116 POST /api/v1/contacts {"channel":"phone"} -> 422
expect "kind"
api operator.alo116 POST /api/v1/contacts {"channel":"phone","kind":"concern","colour":"red"} -> 422
expect colour
api operator.alo116 POST /api/v1/contacts {"channel":"pigeon","kind":"concern"} -> 422
api operator.alo116 POST /api/v1/contacts {"channel":"phone","channel":"chat","kind":"concern"} -> 400
api operator.alo116 POST /api/v1/contacts {"channel": -> 400
api operator.alo116 POST /api/v1/contacts [] -> 400
api operator.alo116 GET /api/v1/cases/0 -> 404
api operator.alo116 GET /api/v1/cases/99999999999999999999 -> 404
api operator.alo116 GET /api/v1/cases?colour=red -> 422
api operator.alo116 GET /api/v1/nothing -> 404
api donor.unicef POST /api/v1/contacts {"channel":"phone","kind":"concern"} -> 403
raw GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n -> 400
raw GET / HTTP/1.1\nHost: a\n\n -> 400
raw GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n -> 501
raw GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n -> 400
raw GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n -> 400
raw GET /%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n -> 400
raw BREW / HTTP/1.1\r\nHost: a\r\n\r\n -> 501
raw POST /s/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\na -> 415
ledger verify
