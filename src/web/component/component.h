/* component: the HTML parts of pages, one function for each, called by the templates in views/ as
 * {c name .field=value ...}.
 *
 * Purpose     One place for markup that is tested against its source (test/component/README.md):
 *             govuk-frontend 6.6.0, moj-frontend 11.1.0 and our own parts (look/components.md).
 * Invariants  All text is escaped where it is printed; only struct markup is not.
 * Ownership   Components borrow everything and keep nothing.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_besa.h"
#include "component_block.h"
#include "component_field.h"
#include "component_input.h"
#include "component_layout.h"
#include "component_list.h"
#include "component_phrase.h"
