console.log('rate', process.argv.at(-1));
