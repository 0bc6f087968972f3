// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

/** Empties the instance that was left by a switch into the next one, and sees to how the switch ends. */
final class Mover implements Runnable {

    private final CurrentRoute route;
    private final Route moving;
    private final Migration migration;

    /** @param moving the route of the switch */
    Mover(CurrentRoute route, Route moving) {
        this.route = route;
        this.moving = moving;
        this.migration = moving.migration();
    }

    /** On a thread of its own. */
    static void start(String cache, CurrentRoute route, Route moving) {
        Thread thread = new Thread(new Mover(route, moving), "socache-move-" + cache);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            migration.run(CurrentRoute.PATIENCE);
            if (!migration.failure().isEmpty()) {
                route.goBack(moving, migration.failure());
            }
            if (migration.decide(Migration.End.STAY) == Migration.End.STAY) {
                // whoever is still on the route before asks the old instance no more
                migration.stopCarrying(CurrentRoute.PATIENCE);
                route.change(moving, Route.to(moving.current()));
                route.leave(migration.source());
                if (!route.get().isClosed()) {
                    route.reports().switched(migration);
                }
            }
        } finally {
            // whatever happens, the next switch waits for this one
            migration.finished();
        }
    }
}
