// SPDX-License-Identifier: Apache-2.0
/** The directives of {@code org.socache.authn.cfg}, read strictly. */
package org.socache.authn.config;
