#pragma once
#include "custos_access.h"
#include "custos_page.h"
#include "custos_server.h"
