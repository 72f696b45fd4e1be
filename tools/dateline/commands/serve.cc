#include "tools/dateline/commands/commands.h"
