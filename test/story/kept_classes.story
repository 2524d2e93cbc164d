story a role that may not read health or story never empties them
api operator.alo116 POST /api/v1/contacts {"channel":"phone","kind":"concern"} -> 201 keep contact=id
api operator.alo116 POST /api/v1/contacts/$contact/case {"age_band":"18-24","gender":"male","place":"AL-10-AL154","risk":"R2","identification":"PV"} -> 201 keep case=id
api operator.alo116 POST /api/v1/cases/$case/details {"ver":1,"health":"x"} -> 403
api operator.alo116 POST /api/v1/cases/$case/details {"ver":1,"full_name":"Emri Provë","story":"rrëfimi"} -> 200
api operator.alo116 POST /api/v1/cases/$case/details {"ver":1,"full_name":"Tjetër"} -> 409
# a step that belongs to an alarm is not moved by hand
sign-in operator.alo116 -> 303
page operator.alo116 get /s/cases/$case/safety -> 200
ledger verify
