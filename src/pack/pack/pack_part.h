/* pack_part: short words for describing columns (struct field); see pack_load.h. */
#pragma once

#include "pack/pack_load.h"
#include "pack/pack_own.h"

#include <stddef.h>

#define AT(type, member) .offset = offsetof(struct type, member)
#define NEEDED(name, field_kind) .column = (name), .kind = (field_kind), .is_needed = true
#define MAY(name, field_kind) .column = (name), .kind = (field_kind)
#define IN_CODES(name) .refers = FILE_CODES, .list = (name)
#define IN_PLACES .refers = FILE_PLACES
#define CHOICES(words) .choices = (words)
#define FROM_TO(low, high) .least = (low), .most = (high)
#define LABELS(type, member, begin)                                                                \
    { NEEDED(begin "_sq", FIELD_TEXT), AT(type, member[LANG_SQ]) }, {                              \
        NEEDED(begin "_en", FIELD_TEXT), AT(type, member[LANG_EN])                                 \
    }
#define CHECK_COLUMN                                                                               \
    { MAY("check", FIELD_CHECK) }
