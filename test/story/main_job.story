story from the first call to the donor's figure, by script
evidence B01 emergency 24/7
api coordinator.onac GET /api/v1/results?from=$today&to=$today -> 200
result B01 0
api operator.alo116 POST /api/v1/contacts {"channel":"phone","kind":"concern","caller":"peer","gender":"female","age_band":"16-17","place":"AL-10-AL154","reason":"AV_TRAFFICK","is_safe_now":"no","risk":"R4","has_replied":true,"where":"Rruga e vjetër, kati 2","note":"Dikush ia mban pasaportën."} -> 201 keep contact=id
api operator.alo116 POST /api/v1/contacts/$contact/screenings {"rule_set":"AL-2005","signs":["A.recruit","B.fraud","C.SexualExploitation"]} -> 201 keep screening=id
api operator.alo116 POST /api/v1/contacts/$contact/screenings/$screening/decision {"ver":1,"decision":"PV"} -> 200
api operator.alo116 POST /api/v1/contacts/$contact/case {"age_band":"16-17","gender":"female","place":"AL-10-AL154","risk":"R3","identification":"PV","exploitation":"SexualExploitation","scope":"internal","call_name":"L."} -> 201 keep case=id
# an alarm for the team on duty in the county; nobody else sees it
api operator.alo116 POST /api/v1/cases/$case/alarm {"place":"AL-10-AL154","dangers":["captor_present"],"transport":"car","where":"Te stacioni i autobusit","beware":"Kthehet në mbrëmje"} -> 201 keep alarm=id
api operator.alo116 POST /api/v1/cases/$case/alarm {"place":"AL-10-AL154","where":"x"} -> 409
api team.ert-kukes GET /api/v1/alarms/$alarm -> 404
api police_officer.pol-diber GET /api/v1/cases/$case -> 404
api team.ert-shkoder GET /api/v1/alarms/$alarm -> 200
api team.ert-shkoder GET /api/v1/cases/$case -> 404
api team.ert-shkoder POST /api/v1/alarms/$alarm/accept {"ver":1} -> 200
api team.ert-shkoder POST /api/v1/alarms/$alarm/accept {"ver":1} -> 409
api team.ert-shkoder POST /api/v1/alarms/$alarm/depart {"ver":2} -> 200
api team.ert-shkoder POST /api/v1/alarms/$alarm/arrive {"ver":3} -> 200
api operator.alo116 POST /api/v1/alarms/$alarm/safe {"ver":4} -> 403
api team.ert-shkoder POST /api/v1/alarms/$alarm/safe {"ver":4} -> 200
api team.ert-shkoder POST /api/v1/alarms/$alarm/close {"ver":5,"outcome":"shelter"} -> 200
# consent covers exactly one receiver and these classes; anything else is refused
api team.ert-shkoder POST /api/v1/cases/$case/consents {"purpose":"P2","recipient":"VATRA","classes":["I","S"],"basis":"consent","giver":"child_and_guardian","channel":"oral","language":"sq"} -> 201 keep consent=id
api team.ert-shkoder POST /api/v1/cases/$case/referrals {"to":"DE","consent":$consent,"services":["ACC"],"parts":["identity"]} -> 422
api team.ert-shkoder POST /api/v1/cases/$case/referrals {"to":"VATRA","consent":$consent,"services":["ACC","PSY"],"parts":["identity","contact"],"is_urgent":true,"message":"Sonte"} -> 201 keep referral=id
api caseworker.vatra GET /api/v1/referrals/$referral -> 404
api team.ert-shkoder POST /api/v1/referrals/$referral/send {"ver":1} -> 200
api caseworker.vatra GET /api/v1/cases/$case -> 404
api caseworker.de GET /api/v1/referrals/$referral -> 404
api caseworker.vatra POST /api/v1/referrals/$referral/accept {"ver":2} -> 200
api caseworker.vatra GET /api/v1/cases/$case -> 200
refuse Rruga e vjetër
api caseworker.vatra POST /api/v1/cases/$case/services {"kind":"ACC","given_on":"$today","note":"Shtrat i sigurt"} -> 201
api caseworker.vatra POST /api/v1/cases/$case/services {"kind":"PSY","given_on":"$today"} -> 201
api caseworker.vatra POST /api/v1/referrals/$referral/complete {"ver":3} -> 200
# police of another region see none of it
api police_officer.pol-diber GET /api/v1/cases/$case -> 404
api police_officer.pol-diber GET /api/v1/referrals/$referral -> 404
api caseworker.de POST /api/v1/cases/$case/services {"kind":"ACC","given_on":"$today"} -> 404
api coordinator.onac GET /api/v1/results?from=$today&to=$today -> 200
result B01 1
ledger verify
