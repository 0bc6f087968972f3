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

    /** On a thread of its own; without one the switch goes back. */
    static void start(String cache, CurrentRoute route, Route moving) {
        Mover mover = new Mover(route, moving);
        try {
            Thread thread = new Thread(mover, "socache-move-" + cache);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError noThread) {
            mover.goBack("nothing can be moved: " + Guard.message(noThread));
        }
    }

    private void goBack(String why) {
        try {
            route.goBack(moving, why);
        } finally {
            end();
        }
    }

    @Override
    public void run() {
        try {
            migration.run(CurrentRoute.PATIENCE);
        } finally {
            if (migration.failure().isEmpty()) {
                end();
            } else {
                goBack(migration.failure());
            }
        }
    }

    /** Stays with the new instance unless it was decided otherwise. */
    private void end() {
        try {
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
