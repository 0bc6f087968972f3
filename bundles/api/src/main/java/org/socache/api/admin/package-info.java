// SPDX-License-Identifier: Apache-2.0
/** What an operator's tool (shell, page, script) sees of the caches and providers of this node. */
@Export
@Version("1.0.0")
package org.socache.api.admin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
