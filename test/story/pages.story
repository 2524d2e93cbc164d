story a hotline operator works through the pages with forms alone, no script
evidence hotline
page nobody get / -> 200
expect 129
refuse nukjvetem
refuse 116 006
page nobody get /en -> 200
page nobody get /dil -> 303
page nobody get /s/cases -> 303
sign-in operator.alo116 -> 303
page operator.alo116 get /s -> 200
page operator.alo116 submit /s/contacts/new /s/contacts/new channel=phone -> 422
page operator.alo116 submit /s/contacts/new /s/contacts/new channel=phone kind=concern gender=female age_band=13-15 place=AL-10-AL154 risk=R3 is_safe_now=no note="Dikush e kërcënon" where="Te shkolla" -> 303 keep contact=/contacts/(\d+)
page operator.alo116 get /s/contacts/$contact -> 200
refuse Te shkolla
page operator.alo116 submit /s/contacts/$contact /s/contacts/$contact/open -> 303
page operator.alo116 get /s/contacts/$contact -> 200
expect Te shkolla
page operator.alo116 submit /s/contacts/$contact/screening /s/contacts/$contact/screening signs=A.recruit signs=C.ForcedBegging -> 303 keep screening=/screening/(\d+)
page operator.alo116 submit /s/contacts/$contact/screening/$screening /s/contacts/$contact/screening/$screening decision=PV -> 303
page operator.alo116 submit /s/contacts/$contact/case /s/contacts/$contact/case age_band=13-15 gender=female place=AL-10-AL154 risk=R3 identification=PV call_name=Dritan-kanarinë -> 303 keep case=/cases/(\d+)
page operator.alo116 get /s/cases/$case -> 200
refuse Dritan-kanarinë
page operator.alo116 get /s/cases/$case/safety -> 200
page operator.alo116 get /s/cases/$case/identification -> 200
page operator.alo116 get /s/cases/$case/plan -> 200
page operator.alo116 get /s/cases/$case/services -> 200
page operator.alo116 get /s/cases/$case/consent -> 200
page operator.alo116 get /s/cases/$case/details -> 200
page operator.alo116 get /s/cases -> 200
page operator.alo116 submit /s/cases/$case/alarm /s/cases/$case/alarm place=AL-10-AL154 dangers=threats where="Te dyqani" -> 303 keep alarm=/alarms/(\d+)
page operator.alo116 get /s/alarms -> 200
page operator.alo116 get /s/alarms/$alarm -> 200
refuse Te dyqani
page operator.alo116 get /s/referrals -> 200
page operator.alo116 get /s/results -> 200
page operator.alo116 get /s/results/B01 -> 200
page operator.alo116 get /s/roster -> 200
page operator.alo116 get /s/cases/$case/access -> 403
sign-in police_officer.pol-diber -> 303
page police_officer.pol-diber get /s/cases/$case -> 404
page police_officer.pol-diber get /s/alarms/$alarm -> 403
sign-in team.ert-shkoder -> 303
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/open -> 303
page team.ert-shkoder get /s/alarms/$alarm -> 200
expect Te dyqani
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/accept -> 303
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/depart -> 303
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/arrive -> 303
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/safe -> 303
page team.ert-shkoder submit /s/alarms/$alarm /s/alarms/$alarm/close outcome=shelter -> 303
page team.ert-shkoder get /s/cases/$case -> 200
ledger verify
