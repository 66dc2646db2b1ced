"""`make run`: the real stack of template.yaml on an embedded AWS (ministack), on this machine only.

Each folder or module imports only those that are printed below it:

    __main__     the command line
    run          starts everything, fills a new copy, and stays until Ctrl-C
    closing      what an operator does with closures, tried from the command line
    deployment   sam build and sam deploy against the embedded AWS
    website      serves the site's files, the API and the mails at one address, and the registry
    sources      tells whether what is deployed is what stands in the tree
    seed/        what a new copy is filled with: offices and quotas, demo people, a booking for today
    aws/         the embedded AWS: its process, its clients, its mails, and what it leaves undone of our template
    registry     the registry of the population of this machine: a few invented people
    state/       where one copy lives: settings, ports, the lock on its folder, the file that names all
    setup/       what installs things; it runs before anything is installed, so it imports nothing of the project
"""
